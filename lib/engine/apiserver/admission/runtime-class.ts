/**
 * Gives a pod what its RuntimeClass adds: overhead, node selector, tolerations.
 *
 * Upstream: plugin/pkg/admission/runtimeclass/admission.go
 */
import type { PodSpec, Toleration } from '../../apimachinery/api/core-v1';
import type { Pod } from '../resources/pod/pod-types';
import { sameJson } from '../../apimachinery/same-json';
import { Quantity } from '../../apimachinery/quantity';
import { unknownError } from '../../apimachinery/status-error';
import type { AdmissionPlugin, AdmissionRequest } from './admission';
import { podOf, withPodSpec } from './pod-request';
import { refusal } from './refusal';

interface RuntimeClass {
  readonly overhead?: { readonly podFixed?: Readonly<Record<string, string>> };
  readonly scheduling?: {
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly tolerations?: readonly Toleration[];
  };
}

export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  admit: (request) => {
    const pod = request.operation === 'CREATE' ? podOf(request) : undefined;
    const found = pod && lookUp(request, pod);
    if (!pod || !found) return undefined;
    const scheduling = schedulingOf(request, pod, found);
    const overhead = overheadOf(request, pod, found);
    return withPodSpec(pod, { ...scheduling, ...overhead });
  },
  validate: (request) => {
    const pod = request.operation === 'CREATE' ? podOf(request) : undefined;
    if (!pod) return;
    const found = lookUp(request, pod);
    if (pod.spec.overhead && !found?.overhead?.podFixed) {
      throw refusal(request, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
    }
  },
};

function lookUp(request: AdmissionRequest, pod: Pod): RuntimeClass | undefined {
  const name = pod.spec.runtimeClassName;
  if (name === undefined || name === null) return undefined;
  // What the plugin's own look at the API server, after that at its cache, comes back with.
  if (name === '') throw unknownError('resource name may not be empty');
  const found = request.store.table('node.k8s.io/runtimeclasses').get(name) as unknown as RuntimeClass | undefined;
  if (!found) throw refusal(request, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
  return found;
}

function sameQuantities(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every(
    (name) => b[name] !== undefined && Quantity.parse(a[name]!).compare(Quantity.parse(b[name]!)) === 0,
  );
}

function overheadOf(request: AdmissionRequest, pod: Pod, found: RuntimeClass): Partial<PodSpec> {
  const fixed = found.overhead?.podFixed;
  if (!fixed) return {};
  if (pod.spec.overhead && !sameQuantities(pod.spec.overhead, fixed)) {
    throw refusal(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  }
  return { overhead: fixed };
}

function schedulingOf(request: AdmissionRequest, pod: Pod, found: RuntimeClass): Partial<PodSpec> {
  const { nodeSelector = {}, tolerations = [] } = found.scheduling ?? {};
  const own = pod.spec.nodeSelector ?? {};
  for (const [key, value] of Object.entries(nodeSelector).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (own[key] !== undefined && own[key] !== value) {
      throw refusal(
        request,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own[key]}`,
      );
    }
  }
  const mine = pod.spec.tolerations ?? [];
  const added = tolerations.filter((toleration) => !mine.some((known) => sameJson({ ...known }, { ...toleration })));
  return {
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector: { ...own, ...nodeSelector } }),
    ...(added.length === 0 ? {} : { tolerations: [...mine, ...added] }),
  };
}
