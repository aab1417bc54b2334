/** Of a cluster that has come to rest: what components follow with a delay. */
import type { ReplicaSet } from '../apimachinery/api/apps-v1';
import type { Endpoints, Pod, Service } from '../apimachinery/api/core-v1';
import type { EndpointSlice } from '../apimachinery/api/discovery-v1';
import { selectorOfMap } from '../apimachinery/labels';
import type { KubeObject } from '../apimachinery/object-meta';
import { isPodActive, isPodReady } from '../controllers/pods/pod-state';
import { nameOf, type InvariantWorld, type RestInvariant } from './invariant';

const endpointsAreReady: RestInvariant = {
  name: 'endpoints-are-ready-pods',
  resources: ['pods', 'endpoints', 'services'],
  allBroken: (world) =>
    world.store
      .table<Endpoints>('endpoints')
      .list()
      .flatMap((endpoints) => {
        const service = serviceOf(world, endpoints.metadata.namespace, endpoints.metadata.name);
        const addresses = (endpoints.subsets ?? []).flatMap((subset) => subset.addresses ?? []);
        return addresses.flatMap(({ targetRef }) => notReadyFor(world, service, endpoints, targetRef));
      }),
};

const slicesAreReady: RestInvariant = {
  name: 'endpoint-slices-are-ready-pods',
  resources: ['pods', 'discovery.k8s.io/endpointslices', 'services'],
  allBroken: (world) =>
    world.store
      .table<EndpointSlice>('discovery.k8s.io/endpointslices')
      .list()
      .flatMap((slice) => {
        const { namespace, labels } = slice.metadata;
        const service = serviceOf(world, namespace, labels?.['kubernetes.io/service-name']);
        const ready = (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready);
        return ready.flatMap(({ targetRef }) => notReadyFor(world, service, slice, targetRef));
      }),
};

function serviceOf({ store }: InvariantWorld, namespace?: string, name?: string): Service | undefined {
  return name === undefined ? undefined : store.table<Service>('services').get(`${namespace}/${name}`);
}

/** Only of Services that choose pods by labels and want them ready. */
function notReadyFor(
  { store }: InvariantWorld,
  service: Service | undefined,
  list: KubeObject,
  target: { readonly kind?: string; readonly name?: string; readonly uid?: string } | undefined,
): string[] {
  if (!service?.spec?.selector || service.spec.publishNotReadyAddresses || target?.kind !== 'Pod') return [];
  const pod = store.table<Pod>('pods').get(`${service.metadata.namespace}/${target.name}`);
  if (pod?.metadata.uid !== target.uid) return [`${nameOf(list)} leads to ${target.name}, which is gone`];
  if (!selectorOfMap(service.spec.selector).matches(pod?.metadata.labels)) {
    return [`${nameOf(list)} leads to ${target.name}, which the Service does not select`];
  }
  return pod && isPodReady(pod) ? [] : [`${nameOf(list)} leads to ${target.name}, which is not ready`];
}

const BUILT_IN_OWNERS: Readonly<Record<string, string>> = {
  Deployment: 'apps/deployments',
  ReplicaSet: 'apps/replicasets',
  StatefulSet: 'apps/statefulsets',
  DaemonSet: 'apps/daemonsets',
  Job: 'batch/jobs',
  CronJob: 'batch/cronjobs',
};

const ownersAreAlive: RestInvariant = {
  name: 'owners-are-alive',
  resources: ['pods', 'apps/replicasets', 'batch/jobs', ...Object.values(BUILT_IN_OWNERS)],
  allBroken: ({ store }) =>
    ['pods', 'apps/replicasets', 'batch/jobs'].flatMap((resource) =>
      store
        .table(resource)
        .list()
        .flatMap((object) => {
          const owners = (object.metadata.ownerReferences ?? []).filter(({ kind }) => kind in BUILT_IN_OWNERS);
          if (owners.length === 0 || object.metadata.deletionTimestamp !== undefined) return [];
          const alive = owners.some(({ kind, name, uid }) => {
            const owner = store.table(BUILT_IN_OWNERS[kind]!).get(`${object.metadata.namespace}/${name}`);
            return owner?.metadata.uid === uid;
          });
          return alive ? [] : [`${nameOf(object)} (${resource}) is owned by nobody who still exists`];
        }),
    ),
};

const setsHaveTheirPods: RestInvariant = {
  name: 'replica-sets-have-no-pod-too-many',
  resources: ['pods', 'apps/replicasets'],
  allBroken: ({ store }) => {
    const counts = new Map<string, number>();
    for (const pod of store.table<Pod>('pods').list()) {
      if (!isPodActive(pod)) continue;
      for (const { uid, controller } of pod.metadata.ownerReferences ?? []) {
        if (controller) counts.set(uid, (counts.get(uid) ?? 0) + 1);
      }
    }
    return store
      .table<ReplicaSet>('apps/replicasets')
      .list()
      .flatMap((set) => {
        const pods = counts.get(set.metadata.uid) ?? 0;
        const wanted = set.spec?.replicas ?? 1;
        if (set.metadata.deletionTimestamp !== undefined || pods <= wanted) return [];
        return [`${nameOf(set)} has ${pods} pods and wants ${wanted}`];
      });
  },
};

export const REST_INVARIANTS: readonly RestInvariant[] = [
  endpointsAreReady,
  slicesAreReady,
  ownersAreAlive,
  setsHaveTheirPods,
];
