/**
 * Evicting a pod: deleting it, if the disruption budget that holds it can spare it.
 *
 * Upstream: pkg/registry/core/pod/storage/eviction.go
 */
import type { Eviction } from '../../apimachinery/api/policy-v1';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { badRequest, notFound, type Status } from '../../apimachinery/status-error';
import { admittedReview } from '../admission/admitted-review';
import { type ApiServerCore } from '../core';
import { deleteOptions } from '../http/query-options';
import type { DeleteOptions } from '../request';
import type { Pod } from '../resources/pod/pod-types';
import type { HandlerAnswer, HandlerRequest, SubresourceHandler } from '../subresource-handler';
import { deleteObject } from '../verbs/delete';
import { SUCCESS } from './binding';
import { budgetsFor, countDisruption, type Budget } from './disruption';
import { withPodCondition } from './pod-condition';

const EVICTED = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
};
const SEVERAL_BUDGETS: Status = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
  code: 500,
};

export const eviction: SubresourceHandler = {
  acceptedVersions: ['policy/v1beta1'],
  create: (core, request, sent) => {
    if (sent.metadata.name !== request.target.name) {
      throw badRequest('name in URL does not match name in Eviction object');
    }
    const asked = deleteOptions(new Map(), ((sent as unknown as Eviction).deleteOptions ?? {}) as JsonObject);
    const options = { ...asked, dryRun: (asked.dryRun ?? false) || (request.options.dryRun ?? false) };
    admittedReview(core, request, sent);
    return evict(core, request, options);
  },
};

function evict(core: ApiServerCore, request: HandlerRequest, options: DeleteOptions): HandlerAnswer {
  const { namespace, name } = request.target;
  const pod = core.store.table<KubeObject>('pods').get(`${namespace}/${name}`) as Pod | undefined;
  if (!pod) throw notFound({ group: '', resource: 'pods' }, name);
  if (!needsNoBudget(pod)) {
    const budgets = budgetsFor(core, pod);
    if (budgets.length > 1) return { outcome: SEVERAL_BUDGETS };
    const [budget] = budgets;
    if (budget && !mayGoUnhealthy(pod, budget)) countDisruption(core, budget, name, options.dryRun ?? false);
  }
  condemn(core, pod, options);
  deleteObject(core, { ...request.target, subresource: '' }, followed(core, pod, options), request.caller);
  return { outcome: SUCCESS };
}

/** Nothing is disrupted by a pod that does not run, or not any more. */
function needsNoBudget({ metadata, status }: Pod): boolean {
  return Boolean(metadata.deletionTimestamp) || ['Succeeded', 'Failed', 'Pending'].includes(status?.phase ?? '');
}

/** A pod that is not ready anyway may go, if its budget says so or has enough healthy ones. */
function mayGoUnhealthy({ status }: Pod, { spec, status: counted }: Budget): boolean {
  const ready = status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True');
  if (ready) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = counted ?? {};
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

/** Tells in the pod's status why it goes. Preconditions are the deletion's to look at, on the pod as it was. */
function condemn(core: ApiServerCore, pod: Pod, { dryRun, preconditions }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const stale =
    (uid !== undefined && uid !== pod.metadata.uid) ||
    (resourceVersion !== undefined && resourceVersion !== pod.metadata.resourceVersion);
  if (dryRun || stale) return;
  const key = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
  core.store.table<KubeObject>('pods').put(key, withPodCondition(pod, EVICTED, core.clock.now()));
}

/** A resourceVersion that was right before the pod was told so is right after. */
function followed(core: ApiServerCore, pod: Pod, options: DeleteOptions): DeleteOptions {
  const { preconditions } = options;
  if (preconditions?.resourceVersion !== pod.metadata.resourceVersion) return options;
  const key = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
  const resourceVersion = core.store.table('pods').get(key)?.metadata.resourceVersion;
  return { ...options, preconditions: { ...preconditions, resourceVersion } };
}
