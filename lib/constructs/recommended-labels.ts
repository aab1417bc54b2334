/** The labels that Kubernetes recommends, and the selector label, which depends on nothing but the workload's name. */

/** Who a workload is. */
export interface WorkloadIdentity {
  /** The workload's name. */
  readonly name: string;
  /** Its role in the application: `frontend`, `cache`, `worker`. */
  readonly component: string;
  /** The application it belongs to. */
  readonly partOf: string;
  /** The version that runs. */
  readonly version: string;
  /** The tool that writes the objects. */
  readonly managedBy: string;
}

/** The six recommended labels and `app`. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export function recommendedLabels(identity: WorkloadIdentity): Record<string, string> {
  return {
    app: identity.name,
    'app.kubernetes.io/name': identity.name,
    'app.kubernetes.io/instance': identity.name,
    'app.kubernetes.io/component': identity.component,
    'app.kubernetes.io/part-of': identity.partOf,
    'app.kubernetes.io/version': identity.version,
    'app.kubernetes.io/managed-by': identity.managedBy,
  };
}

/** The selector of a workload: immutable once applied, therefore a function of the name alone. */
export function selectorLabels(name: string): Record<string, string> {
  return { app: name };
}

/** The image's tag as a label value; `latest` for an image without one. */
export function versionOfImage(image: string): string {
  const [reference = ''] = image.split('@');
  const tag = /:([^/:]+)$/.exec(reference)?.[1] ?? 'latest';
  const value = tag.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 63);
  return value.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '') || 'latest';
}
