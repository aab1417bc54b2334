/** Of what is given out: quotas, disruption budgets, addresses of Services, volumes. */
import type { PersistentVolume, PersistentVolumeClaim, ResourceQuota, Service } from '../apimachinery/api/core-v1';
import type { PodDisruptionBudget } from '../apimachinery/api/policy-v1';
import { Quantity } from '../apimachinery/quantity';
import { changeInvariant, nameOf, type ChangeInvariant } from './invariant';

/** Usage may be above a bound only where the bound was lowered, or set below what was there. */
const quotasHold = changeInvariant<ResourceQuota>({
  name: 'quotas-hold',
  resources: ['resourcequotas'],
  broken: ({ type, object, previous }) => {
    if (type !== 'MODIFIED' || !previous) return undefined;
    const { hard = {}, used = {} } = object.status ?? {};
    for (const [resource, bound] of Object.entries(hard)) {
      const before = Quantity.parse(previous.status?.used?.[resource] ?? '0');
      const now = Quantity.parse(used[resource] ?? '0');
      const same = previous.status?.hard?.[resource] === bound;
      if (same && now.compare(before) > 0 && now.compare(Quantity.parse(bound)) > 0) {
        return `${nameOf(object)}: ${now.toString()} ${resource} are used, ${bound} are allowed`;
      }
    }
    return undefined;
  },
});

const budgetsAddUp = changeInvariant<PodDisruptionBudget>({
  name: 'budgets-add-up',
  resources: ['policy/poddisruptionbudgets'],
  broken: ({ type, object }) => {
    const { disruptionsAllowed = 0, currentHealthy = 0, desiredHealthy = 0, expectedPods = 0 } = object.status ?? {};
    if (type === 'DELETED' || disruptionsAllowed === 0) return undefined;
    if (disruptionsAllowed < 0) return `${nameOf(object)} allows ${disruptionsAllowed} disruptions`;
    return disruptionsAllowed <= Math.max(0, currentHealthy - desiredHealthy) && expectedPods > 0
      ? undefined
      : `${nameOf(object)} allows ${disruptionsAllowed} disruptions with ${currentHealthy} healthy of ${desiredHealthy}`;
  },
});

const serviceAddressesDiffer = changeInvariant<Service>({
  name: 'service-addresses-differ',
  resources: ['services'],
  broken: ({ type, object }, { store }) => {
    const ip = object.spec?.clusterIP;
    if (type === 'DELETED' || !ip || ip === 'None') return undefined;
    const byAddress = store
      .table<Service>('services')
      .index('invariants:address', ({ spec }) =>
        spec?.clusterIP && spec.clusterIP !== 'None' ? [spec.clusterIP] : [],
      );
    const owners = byAddress.get(ip);
    return owners.length <= 1 ? undefined : `${owners.map(nameOf).join(' and ')} have ${ip}`;
  },
});

const volumesHaveOneClaim = changeInvariant<PersistentVolumeClaim>({
  name: 'volumes-have-one-claim',
  resources: ['persistentvolumeclaims'],
  broken: ({ type, object }, { store }) => {
    const { volumeName } = object.spec ?? {};
    if (type === 'DELETED' || object.status?.phase !== 'Bound' || !volumeName) return undefined;
    const volume = store.table<PersistentVolume>('persistentvolumes').get(volumeName);
    const owner = volume?.spec?.claimRef;
    return !volume || !owner?.uid || owner.uid === object.metadata.uid
      ? undefined
      : `${nameOf(object)} is bound to ${volumeName}, which belongs to ${owner.namespace}/${owner.name}`;
  },
});

export const RESOURCE_INVARIANTS: readonly ChangeInvariant[] = [
  quotasHold,
  budgetsAddUp,
  serviceAddressesDiffer,
  volumesHaveOneClaim,
];
