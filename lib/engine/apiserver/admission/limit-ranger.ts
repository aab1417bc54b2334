/**
 * Gives containers the resources that the LimitRanges of a namespace say by default, and refuses what is out of their bounds.
 *
 * Upstream: plugin/pkg/admission/limitranger/admission.go
 * Differs: LimitRanges are looked at in order of name and resources too; upstream's order is chance.
 */
import type {
  Container,
  LimitRange,
  LimitRangeItem,
  PersistentVolumeClaim,
  PodSpec,
} from '../../apimachinery/api/core-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import { Quantity } from '../../apimachinery/quantity';
import { aggregateMessage } from '../../apimachinery/validation/field-error';
import { withMetadata } from '../core';
import { containerLimits, containerRequests } from '../quota/pod-resources';
import { NOTHING, readResources, type ResourceList, type WrittenResources } from '../quota/resource-list';
import type { AdmissionPlugin, AdmissionRequest } from './admission';
import { refusal } from './refusal';

const ANNOTATION = 'kubernetes.io/limit-ranger';

type LimitedPod = KubeObject & { readonly spec: PodSpec };

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  admit: (request) => {
    const pod = limitedPod(request);
    return pod && limitRanges(request).reduce(withDefaults, pod);
  },
  validate: (request) => {
    const pod = limitedPod(request);
    const claim = limitedClaim(request);
    if (!pod && !claim) return;
    for (const { spec } of limitRanges(request)) {
      const limits = spec?.limits ?? [];
      const faults = pod ? limits.flatMap((item) => podFaults(item, pod.spec)) : [];
      if (claim) faults.push(...limits.flatMap((item) => claimFaults(item, claim)));
      if (faults.length > 0) throw refusal(request, aggregateMessage(faults));
    }
  },
};

function limitRanges({ store, target }: AdmissionRequest): LimitRange[] {
  return store.table<LimitRange>('limitranges').list(`${target.namespace}/`);
}

/** Containers of a pod never change, so only new pods are looked at. */
function limitedPod({ target, operation, object }: AdmissionRequest): LimitedPod | undefined {
  if (target.definition.table !== 'pods' || target.subresource !== '' || operation !== 'CREATE') return undefined;
  return object as LimitedPod | undefined;
}

function limitedClaim({ target, operation, object, old }: AdmissionRequest): PersistentVolumeClaim | undefined {
  if (target.definition.table !== 'persistentvolumeclaims' || target.subresource !== '') return undefined;
  if (operation === 'DELETE' || old?.metadata.deletionTimestamp) return undefined;
  return object as PersistentVolumeClaim | undefined;
}

// ---- defaults -------------------------------------------------------------------------------------------------------------

function withDefaults(pod: LimitedPod, { spec }: LimitRange): LimitedPod {
  const items = (spec?.limits ?? []).filter(({ type }) => type === 'Container');
  const limits: WrittenResources = Object.assign({}, ...items.map((item) => item.default));
  const requests: WrittenResources = Object.assign({}, ...items.map((item) => item.defaultRequest));
  const notes: string[] = [];
  const filled = (containers: readonly Container[] | undefined, kind: string): Container[] | undefined =>
    containers?.map((container) => withContainerDefaults(container, kind, { requests, limits }, notes));
  const containers = filled(pod.spec.containers, 'container') ?? [];
  const initContainers = filled(pod.spec.initContainers, 'init container');
  if (notes.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
  const changed = { ...pod, spec: { ...pod.spec, containers, ...(initContainers ? { initContainers } : {}) } };
  return withMetadata(changed, { annotations });
}

function withContainerDefaults(
  container: Container,
  kind: string,
  defaults: { readonly requests: WrittenResources; readonly limits: WrittenResources },
  notes: string[],
): Container {
  let { resources = {} } = container;
  for (const [member, word] of [
    ['requests', 'request'],
    ['limits', 'limit'],
  ] as const) {
    const given = resources[member] ?? {};
    const missing = Object.keys(defaults[member]).filter((name) => given[name] === undefined);
    if (missing.length === 0) continue;
    notes.push(`${missing.sort().join(', ')} ${word} for ${kind} ${container.name}`);
    resources = { ...resources, [member]: { ...defaults[member], ...given } };
  }
  return { ...container, resources };
}

// ---- bounds ---------------------------------------------------------------------------------------------------------------

interface Asked {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

function podFaults(item: LimitRangeItem, spec: PodSpec): string[] {
  if (item.type === 'Pod')
    return boundFaults(item, { requests: containerRequests(spec), limits: containerLimits(spec) });
  if (item.type !== 'Container') return [];
  return [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ resources }) =>
    boundFaults(item, { requests: readResources(resources?.requests), limits: readResources(resources?.limits) }),
  );
}

/** What a claim asks for is its request; there is no limit to look at. */
function claimFaults(item: LimitRangeItem, { spec }: PersistentVolumeClaim): string[] {
  if (item.type !== 'PersistentVolumeClaim') return [];
  const requests = readResources(spec?.resources?.requests);
  return [
    ...eachOf(item.min, (name, bound) => minimumFault(item.type, name, bound, { requests, limits: NOTHING })),
    ...eachOf(item.max, (name, bound) => maximumRequestFault(item.type, name, bound, requests)),
  ];
}

function boundFaults({ type, min, max, maxLimitRequestRatio }: LimitRangeItem, asked: Asked): string[] {
  return [
    ...eachOf(min, (name, bound) => minimumFault(type, name, bound, asked)),
    ...eachOf(max, (name, bound) => maximumFault(type, name, bound, asked)),
    ...eachOf(maxLimitRequestRatio, (name, bound) => ratioFault(type, name, bound, asked)),
  ];
}

function eachOf(
  bounds: WrittenResources | undefined,
  check: (name: string, bound: Quantity) => string | undefined,
): string[] {
  return Object.keys(bounds ?? {})
    .sort()
    .flatMap((name) => check(name, Quantity.parse(bounds![name]!)) ?? []);
}

function minimumFault(type: string, name: string, bound: Quantity, { requests, limits }: Asked): string | undefined {
  const [request, limit] = [requests.get(name), limits.get(name)];
  const what = `minimum ${name} usage per ${type} is ${bound.toString()}`;
  if (!request) return `${what}.  No request is specified`;
  if (request.compare(bound) < 0) return `${what}, but request is ${request.toString()}`;
  return limit && limit.compare(bound) < 0 ? `${what}, but limit is ${limit.toString()}` : undefined;
}

function maximumFault(type: string, name: string, bound: Quantity, { requests, limits }: Asked): string | undefined {
  const [request, limit] = [requests.get(name), limits.get(name)];
  const what = `maximum ${name} usage per ${type} is ${bound.toString()}`;
  if (!limit) return `${what}.  No limit is specified`;
  if (limit.compare(bound) > 0) return `${what}, but limit is ${limit.toString()}`;
  return request && request.compare(bound) > 0 ? `${what}, but request is ${request.toString()}` : undefined;
}

function maximumRequestFault(type: string, name: string, bound: Quantity, requests: ResourceList): string | undefined {
  const request = requests.get(name);
  const what = `maximum ${name} usage per ${type} is ${bound.toString()}`;
  if (!request) return `${what}.  No request is specified`;
  return request.compare(bound) > 0 ? `${what}, but request is ${request.toString()}` : undefined;
}

function ratioFault(type: string, name: string, bound: Quantity, { requests, limits }: Asked): string | undefined {
  const [request, limit] = [requests.get(name), limits.get(name)];
  const what = `${name} max limit to request ratio per ${type} is ${bound.toString()}`;
  if (!request || request.isZero) return `${what}, but no request is specified or request is 0`;
  if (!limit || limit.isZero) return `${what}, but no limit is specified or limit is 0`;
  const ratio = limit.milliValue() / request.milliValue();
  return ratio * 1000 > bound.milliValue() ? `${what}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}
