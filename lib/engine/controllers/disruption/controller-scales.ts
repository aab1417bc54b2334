/**
 * How many pods the controllers of some pods ask for, whatever kinds they are: a Deployment in place of its ReplicaSet, and anything
 * with a scale subresource.
 *
 * Upstream: pkg/controller/disruption/disruption.go (finders, getExpectedScale)
 */
import type { Deployment, ReplicaSet, StatefulSet } from '../../apimachinery/api/apps-v1';
import type { Pod, ReplicationController } from '../../apimachinery/api/core-v1';
import { quote } from '../../apimachinery/go-text';
import { controllerOf, parseGroupVersion, type KubeObject, type OwnerReference } from '../../apimachinery/object-meta';
import { isStatusError } from '../../apimachinery/status-error';
import { RetryError, type ControllerContext } from '../../client/controller';
import type { Lister } from '../../client/informer';

export interface ExpectedScale {
  /** The sum of what the controllers ask for. */
  readonly count: number;
  /** Whether some of the pods have no controller. */
  readonly unmanaged: boolean;
}

interface Scaled {
  readonly uid: string;
  readonly replicas: number;
}

type Replicated = KubeObject<{ readonly spec?: { readonly replicas?: number } }>;

const APPS: readonly string[] = ['apps', 'extensions'];

export class ControllerScales {
  readonly #replicationControllers: Lister<ReplicationController>;
  readonly #replicaSets: Lister<ReplicaSet>;
  readonly #deployments: Lister<Deployment>;
  readonly #statefulSets: Lister<StatefulSet>;

  constructor(private readonly context: ControllerContext) {
    const { informers } = context;
    this.#replicationControllers = informers.of('replicationcontrollers');
    this.#replicaSets = informers.of('apps/replicasets');
    this.#deployments = informers.of('apps/deployments');
    this.#statefulSets = informers.of('apps/statefulsets');
  }

  /** @throws RetryError, StatusError where a pod's controller cannot be found, or has no scale */
  expectedOf(pods: readonly Pod[]): ExpectedScale {
    const scales = new Map<string, number>();
    let unmanaged = false;
    for (const pod of pods) {
      const reference = controllerOf(pod);
      if (!reference) unmanaged = true;
      else if (!scales.has(reference.uid)) {
        const scaled = this.#scaleOf(reference, pod.metadata.namespace!);
        if (!scaled) throw new RetryError(`found no controllers for pod ${quote(pod.metadata.name)}`);
        scales.set(scaled.uid, scaled.replicas);
      }
    }
    return { count: [...scales.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged };
  }

  #scaleOf(reference: OwnerReference, namespace: string): Scaled | undefined {
    return this.#builtIn(reference, namespace) ?? this.#scaleSubresource(reference, namespace);
  }

  #builtIn(reference: OwnerReference, namespace: string): Scaled | undefined {
    const { group } = parseGroupVersion(reference.apiVersion) ?? { group: undefined };
    if (group === undefined) return undefined;
    if (reference.kind === 'ReplicationController' && group === '') {
      return scaled(found(this.#replicationControllers, reference, namespace));
    }
    if (reference.kind === 'StatefulSet' && group === 'apps')
      return scaled(found(this.#statefulSets, reference, namespace));
    if (reference.kind !== 'ReplicaSet' || !APPS.includes(group)) return undefined;
    const replicaSet = found(this.#replicaSets, reference, namespace);
    const above = replicaSet && controllerOf(replicaSet);
    return above?.kind === 'Deployment' ? scaled(found(this.#deployments, above, namespace)) : scaled(replicaSet);
  }

  #scaleSubresource({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): Scaled | undefined {
    const { client } = this.context;
    const { group } = parseGroupVersion(apiVersion) ?? { group: '' };
    const resource = client
      .served()
      .find(
        (one) =>
          one.group === group &&
          one.kind === kind &&
          one.versions.some((version) => version.served && version.apiVersion === apiVersion),
      );
    if (!resource) throw new RetryError(`no matches for kind ${quote(kind)} in version ${quote(apiVersion)}`);
    if (resource.subresources.get('scale')?.kind !== 'Scale') {
      const named = group === '' ? resource.plural : `${resource.plural}.${group}`;
      throw new RetryError(`${named} does not implement the scale subresource`);
    }
    try {
      const scale = client.resource(resource.plural, group).getSubresource('scale', name, namespace) as Replicated;
      return scale.metadata.uid === uid ? { uid, replicas: scale.spec?.replicas ?? 0 } : undefined;
    } catch (error) {
      if (isStatusError(error, 'NotFound')) return undefined;
      throw error;
    }
  }
}

function found<T extends KubeObject>(
  lister: Lister<T>,
  { name, uid }: OwnerReference,
  namespace: string,
): T | undefined {
  const object = lister.get(`${namespace}/${name}`);
  return object?.metadata.uid === uid ? object : undefined;
}

function scaled(object: Replicated | undefined): Scaled | undefined {
  return object && { uid: object.metadata.uid, replicas: object.spec?.replicas ?? 1 };
}
