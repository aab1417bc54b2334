/** Manifests of the scenarios: the least that each kind needs; a test says the rest, which is what it is about. */
import type { DraftObject, JsonObject, JsonValue } from '../../lib/engine/apimachinery/object-meta';

/** An object of any kind, in the namespace `default` unless it says otherwise. */
export function object(apiVersion: string, kind: string, name: string, fields: JsonObject = {}): DraftObject {
  const { metadata, ...rest } = fields as { readonly metadata?: JsonObject };
  return { apiVersion, kind, metadata: { name, namespace: 'default', ...metadata }, ...rest };
}

/** An object that is in no namespace. */
export function clusterObject(apiVersion: string, kind: string, name: string, fields: JsonObject = {}): DraftObject {
  return { apiVersion, kind, metadata: { name }, ...fields };
}

export interface PodParts {
  readonly image?: string;
  /** More of the one container, `main`. */
  readonly container?: JsonObject;
  /** More of the pod's spec. */
  readonly pod?: JsonObject;
  readonly labels?: JsonObject;
  /** How the container behaves, see docs/images.md. */
  readonly run?: JsonValue;
}

/** Metadata and spec of a pod with one container. */
export function template(app: string, { image, container, pod, labels, run }: PodParts = {}): JsonObject {
  const annotations: JsonObject = run === undefined ? {} : { 'boutique.test/run.main': JSON.stringify(run) };
  const main: JsonObject = { name: 'main', image: image ?? 'registry.example/app:1', ...container };
  const spec: JsonObject = {
    terminationGracePeriodSeconds: 5,
    automountServiceAccountToken: false,
    containers: [main],
    ...pod,
  };
  return { metadata: { labels: { app, ...labels }, annotations }, spec };
}

export function pod(name: string, parts: PodParts = {}): DraftObject {
  return object('v1', 'Pod', name, template(name, parts));
}

export interface WorkloadParts extends PodParts {
  readonly replicas?: number;
  /** More of the workload's spec. */
  readonly spec?: JsonObject;
}

export function deployment(name: string, { replicas = 1, spec, ...parts }: WorkloadParts = {}): DraftObject {
  return object('apps/v1', 'Deployment', name, {
    spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name, parts), ...spec },
  });
}

export function statefulSet(name: string, { replicas = 1, spec, ...parts }: WorkloadParts = {}): DraftObject {
  const common = { replicas, serviceName: name, selector: { matchLabels: { app: name } } };
  return object('apps/v1', 'StatefulSet', name, { spec: { ...common, template: template(name, parts), ...spec } });
}

/** A Job whose container ends well after a second unless `run` says otherwise. */
export function job(name: string, { spec, pod: podSpec, ...parts }: WorkloadParts = {}): DraftObject {
  const jobTemplate = template(name, { ...parts, pod: { restartPolicy: 'Never', ...podSpec } });
  return object('batch/v1', 'Job', name, { spec: { template: jobTemplate, ...spec } });
}

export function service(name: string, spec: JsonObject = {}): DraftObject {
  return object('v1', 'Service', name, {
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  });
}

/** A disruption budget for the pods of an app. */
export function budget(name: string, app: string, spec: JsonObject): DraftObject {
  return object('policy/v1', 'PodDisruptionBudget', name, { spec: { selector: { matchLabels: { app } }, ...spec } });
}

export function requests(cpu: string, memory = '64Mi'): JsonObject {
  return { resources: { requests: { cpu, memory } } };
}

/** The rolling update of a Deployment. */
export function rollingUpdate(maxSurge: number | string, maxUnavailable: number | string): JsonObject {
  return { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } };
}
