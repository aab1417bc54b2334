/**
 * Creates and deletes pods on behalf of their owner, and tells of it in the owner's events.
 *
 * Upstream: pkg/controller/controller_utils.go (RealPodControl)
 */
import type { Pod, PodSpec, PodTemplateSpec } from '../../apimachinery/api/core-v1';
import { controllerReference, type KubeObject } from '../../apimachinery/object-meta';
import { StatusError } from '../../apimachinery/status-error';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import type { Client, Draft } from '../../client/client';
import { RetryError } from '../../client/controller';
import type { EventRecorder } from '../../client/event-recorder';

/** The cause of a refusal because the namespace is being deleted. */
const NAMESPACE_TERMINATING = 'NamespaceTerminating';

/** What a pod gets besides what its template says. */
export interface PodOverrides {
  /** @default generated */
  readonly name?: string;
  /** What a generated name begins with. @default the owner's name */
  readonly generateName?: string;
  readonly spec?: Partial<PodSpec>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

export class PodControl {
  constructor(
    private readonly client: Client,
    private readonly events: EventRecorder,
  ) {}

  /**
   * Creates a pod that `owner` controls.
   * @throws StatusError as the API server answers; the owner has an event then, unless its namespace is going
   */
  create(owner: KubeObject, template: PodTemplateSpec, overrides: PodOverrides = {}): Pod {
    const draft = podFromTemplate(owner, template, overrides);
    try {
      const pod = this.client.resource<Pod>('pods').create(draft);
      this.events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
      return pod;
    } catch (error) {
      if (error instanceof StatusError && !isNamespaceTerminating(error)) {
        this.events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      }
      throw error;
    }
  }

  /** @throws StatusError when the pod is gone already, RetryError when it cannot be deleted: then the owner has an event */
  delete(owner: KubeObject, pod: Pod): void {
    const { name, namespace } = pod.metadata;
    try {
      this.client.resource<Pod>('pods').delete(name, namespace);
      this.events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
    } catch (error) {
      if (!(error instanceof StatusError) || error.reason === 'NotFound') throw error;
      this.events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
      throw new RetryError(`unable to delete pods: ${error.message}`);
    }
  }
}

/** Whether nothing can be created because the namespace is being deleted. */
export function isNamespaceTerminating(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false;
  return (error.status.details?.causes ?? []).some(({ reason }) => reason === NAMESPACE_TERMINATING);
}

/** The pod that a template makes: its labels, annotations, finalizers and spec, under the owner's name. */
export function podFromTemplate(
  owner: KubeObject,
  template: PodTemplateSpec,
  overrides: PodOverrides = {},
): Draft<Pod> {
  const { metadata, spec } = template;
  const finalizers = [...(metadata?.finalizers ?? []), ...(overrides.finalizers ?? [])];
  return {
    metadata: {
      generateName: overrides.generateName ?? prefixOf(owner),
      ...(overrides.name === undefined ? {} : { name: overrides.name }),
      namespace: owner.metadata.namespace,
      labels: merged(metadata?.labels, overrides.labels),
      annotations: merged(metadata?.annotations, overrides.annotations),
      ...(finalizers.length > 0 ? { finalizers } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: overrides.spec ? { ...spec!, ...overrides.spec } : spec!,
  };
}

/** What the template says stays one object for all of its pods. */
function merged(
  given: Readonly<Record<string, string>> | null | undefined,
  overrides: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  return given && overrides ? { ...given, ...overrides } : (overrides ?? given ?? undefined);
}

/** The owner's name and a dash, where that still is the beginning of a name. */
function prefixOf(owner: KubeObject): string {
  const prefix = `${owner.metadata.name}-`;
  return nameIsDnsSubdomain(prefix, true).length === 0 ? prefix : owner.metadata.name;
}
