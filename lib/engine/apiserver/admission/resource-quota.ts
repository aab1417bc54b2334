/**
 * Refuses what a namespace has no quota left for, and charges what it lets through in the quota's status at once.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go
 */
import type { ResourceQuota } from '../../apimachinery/api/core-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import { inScope, quotaEvaluatorOf } from '../quota/evaluator-of';
import type { QuotaEvaluator } from '../quota/quota-evaluator';
import {
  addResources,
  excessOf,
  formatResources,
  maskResources,
  NOTHING,
  readResources,
  writeResources,
  type ResourceList,
} from '../quota/resource-list';
import type { AdmissionPlugin, AdmissionRequest } from './admission';
import { refusal } from './refusal';

export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate: (request) => {
    const { target, operation, object, store } = request;
    if (target.subresource !== '' || target.namespace === '' || !target.definition.namespaced || !object) return;
    if (operation !== 'CREATE' && operation !== 'UPDATE') return;
    const quotas = store.table<ResourceQuota>('resourcequotas').list(`${target.namespace}/`);
    if (quotas.length === 0) return;
    const evaluator = quotaEvaluatorOf(target.definition.groupResource);
    if (!evaluator || (operation === 'UPDATE' && !evaluator.countsUpdates)) return;
    const charged = charge(request, object, evaluator, quotas);
    if (!request.dryRun) for (const [quota, used] of charged) writeUsed(request, quota, used);
  },
};

type Charges = ReadonlyMap<ResourceQuota, ResourceList>;

/** What each quota has in use after this request. @throws StatusError Forbidden where one has not enough */
function charge(
  request: AdmissionRequest,
  object: KubeObject,
  evaluator: QuotaEvaluator,
  quotas: readonly ResourceQuota[],
): Charges {
  const concerned = quotas.filter((quota) => concerns(request, quota, evaluator, object));
  const delta = deltaOf(request, object, evaluator);
  if (delta.size === 0) return new Map();
  return new Map(concerned.map((quota) => [quota, usedAfter(request, quota, delta)]));
}

/** Whether a quota limits such objects. @throws StatusError Forbidden when it cannot be told what the object would use of it */
function concerns(
  request: AdmissionRequest,
  quota: ResourceQuota,
  evaluator: QuotaEvaluator,
  object: KubeObject,
): boolean {
  const { hard = {}, used = {} } = quota.status ?? {};
  const limited = evaluator.matchingResources(Object.keys(hard));
  if (limited.length === 0 || !inScope(quota, evaluator, object)) return false;
  const { name } = quota.metadata;
  const lacking = evaluator.missing?.(limited, object);
  if (lacking !== undefined) throw refusal(request, `failed quota: ${name}: ${lacking}`);
  if (limited.some((resource) => used[resource] === undefined)) {
    throw refusal(request, `status unknown for quota: ${name}, resources: ${[...limited].sort().join(',')}`);
  }
  return true;
}

/** What the object uses, or uses more than before. */
function deltaOf(request: AdmissionRequest, object: KubeObject, evaluator: QuotaEvaluator): ResourceList {
  const { operation, old } = request;
  const nowMs = request.nowMs();
  const usage = evaluator.usage(object, nowMs);
  const negative = [...usage].filter(([, amount]) => amount.sign < 0).map(([name]) => name);
  if (negative.length > 0) {
    throw refusal(request, `quota usage is negative for resource(s): ${negative.sort().join(',')}`);
  }
  return excessOf(usage, operation === 'UPDATE' && old ? evaluator.usage(old, nowMs) : NOTHING);
}

function usedAfter(request: AdmissionRequest, quota: ResourceQuota, delta: ResourceList): ResourceList {
  const hard = readResources(quota.status?.hard);
  const used = readResources(quota.status?.used);
  const requested = maskResources(delta, hard.keys());
  const after = addResources(used, requested);
  const exceeded = [...requested.keys()].filter((name) => after.get(name)!.compare(hard.get(name)!) > 0);
  if (exceeded.length === 0) return after;
  const [asked, inUse, limit] = [requested, used, hard].map((list) => formatResources(maskResources(list, exceeded)));
  const { name } = quota.metadata;
  throw refusal(request, `exceeded quota: ${name}, requested: ${asked}, used: ${inUse}, limited: ${limit}`);
}

function writeUsed({ store }: AdmissionRequest, quota: ResourceQuota, after: ResourceList): void {
  const before = readResources(quota.status?.used);
  if ([...after].every(([name, amount]) => before.get(name)?.equals(amount))) return;
  const status = { ...quota.status, used: writeResources(after) };
  const { namespace, name } = quota.metadata;
  store.table<ResourceQuota>('resourcequotas').put(`${namespace}/${name}`, { ...quota, status });
}
