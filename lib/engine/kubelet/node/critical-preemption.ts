/**
 * Which pods make room for one that the cluster lives on: as few as possible, those that ask for least of a guarantee first.
 *
 * Upstream: pkg/kubelet/preemption/preemption.go
 */
import { podRequests } from '../../apimachinery/pod-resources';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { qosClassOf } from '../../apiserver/resources/pod/qos-class';
import { isCriticalPod } from './critical-pod';
import type { Shortage } from './pod-admission';

/** What is still missing, by resource. */
type Needs = ReadonlyMap<string, number>;

/** The pods to end, or why there are not enough of them. */
export type Preemption = { readonly victims: readonly Pod[]; readonly error?: undefined } | { readonly error: string };

export function preemptionFor(pod: Pod, others: readonly Pod[], shortages: readonly Shortage[]): Preemption {
  const needs = new Map(shortages.map((one) => [one.resource, one.requested - (one.capacity - one.used)]));
  const preemptable = others.filter((other) => isPreemptable(pod, other));
  const missing = without(needs, preemptable);
  if (missing.size > 0) {
    const list = [...missing].map(([resource, amount]) => `(res: ${resource}, q: ${amount}), `).join('');
    return { error: `no set of running pods found to reclaim resources: [${list}]` };
  }
  const of = (qosClass: string): Pod[] => preemptable.filter(({ spec }) => qosClassOf(spec) === qosClass);
  const [bestEffort, burstable] = [of('BestEffort'), of('Burstable')];
  const guaranteedVictims = nearest(of('Guaranteed'), without(needs, [...bestEffort, ...burstable]));
  const burstableVictims = nearest(burstable, without(needs, [...bestEffort, ...guaranteedVictims]));
  const bestEffortVictims = nearest(bestEffort, without(needs, [...burstableVictims, ...guaranteedVictims]));
  return { victims: [...bestEffortVictims, ...burstableVictims, ...guaranteedVictims] };
}

function isPreemptable(preemptor: Pod, pod: Pod): boolean {
  if (isCriticalPod(preemptor) && !isCriticalPod(pod)) return true;
  return (preemptor.spec.priority ?? 0) > (pod.spec.priority ?? 0);
}

/** One after the other, the pod that comes closest to what is still needed; of two equally close ones the smaller. */
function nearest(pods: readonly Pod[], needs: Needs): readonly Pod[] {
  const victims: Pod[] = [];
  let rest = needs;
  let left = pods;
  while (rest.size > 0 && left.length > 0) {
    const best = left.reduce((chosen, pod) => {
      const difference = distance(rest, pod) - distance(rest, chosen);
      return difference < 0 || (difference === 0 && isSmaller(pod, chosen)) ? pod : chosen;
    });
    victims.push(best);
    left = left.filter((pod) => pod !== best);
    rest = without(rest, [best]);
  }
  return victims;
}

/** By how much of each need a pod falls short, each weighed the same. */
function distance(needs: Needs, pod: Pod): number {
  let sum = 0;
  for (const [resource, amount] of needs) sum += (Math.max(0, amount - requestOf(pod, resource)) / amount) ** 2;
  return sum;
}

function without(needs: Needs, pods: readonly Pod[]): Needs {
  const rest = [...needs].map(([resource, amount]): [string, number] => [
    resource,
    pods.reduce((left, pod) => left - requestOf(pod, resource), amount),
  ]);
  return new Map(rest.filter(([, amount]) => amount > 0));
}

function requestOf(pod: Pod, resource: string): number {
  return resource === 'pods' ? 1 : (podRequests(pod).get(resource) ?? 0);
}

function isSmaller(one: Pod, other: Pod): boolean {
  for (const resource of ['memory', 'cpu']) {
    const difference = requestOf(one, resource) - requestOf(other, resource);
    if (difference !== 0) return difference < 0;
  }
  return true;
}
