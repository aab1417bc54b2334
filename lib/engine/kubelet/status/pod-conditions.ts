/**
 * The conditions of a pod that its kubelet owns.
 *
 * Upstream: pkg/kubelet/status/generate.go, pkg/kubelet/types/pod_status.go
 */
import type { ContainerStatus, PodCondition } from '../../apimachinery/api/core-v1';
import { quote } from '../../apimachinery/go-text';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { hasStarted } from './pod-phase';

/** A condition before anybody knows since when it holds. */
type Drafted = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>;

const OWN: readonly string[] = ['PodScheduled', 'Ready', 'Initialized', 'ContainersReady'];
const SHARED = 'DisruptionTarget';

export function isOwnCondition({ type }: { readonly type: string }): boolean {
  return OWN.includes(type);
}

export function isSharedCondition({ type }: { readonly type: string }): boolean {
  return type === SHARED;
}

export function conditionOf<T extends { readonly type: string }>(
  conditions: readonly T[] | undefined,
  type: string,
): T | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** @param others the pod's conditions that others own, among them those of readiness gates */
export function kubeletConditions(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  phase: string,
  others: readonly PodCondition[],
): Drafted[] {
  return [
    initializedCondition(pod, statuses, phase),
    readyCondition(pod, statuses, phase, others),
    containersReadyCondition(pod, statuses, phase),
    { type: 'PodScheduled', status: 'True' },
  ];
}

export function containersReadyCondition({ spec }: Pod, statuses: readonly ContainerStatus[], phase: string): Drafted {
  const type = 'ContainersReady';
  const names = spec.containers.map(({ name }) => name);
  const { unknown, incomplete } = sorted(names, statuses, ({ ready }) => ready);
  if (phase === 'Failed' || (phase === 'Succeeded' && unknown.length === 0)) return endedCondition(type, phase);
  const message = told(unknown, incomplete, 'unready');
  if (message !== '') return { type, status: 'False', reason: 'ContainersNotReady', message };
  return { type, status: 'True' };
}

export function readyCondition(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  phase: string,
  others: readonly PodCondition[],
): Drafted {
  const type = 'Ready';
  const containersReady = containersReadyCondition(pod, statuses, phase);
  if (containersReady.status !== 'True') return { ...containersReady, type };
  const faults = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const status = conditionOf(others, conditionType)?.status;
    if (status === 'True') return [];
    const gate = quote(conditionType);
    if (status === undefined) return [`corresponding condition of pod readiness gate ${gate} does not exist.`];
    return [`the status of pod readiness gate ${gate} is not "True", but ${status}`];
  });
  if (faults.length === 0) return { type, status: 'True' };
  return { type, status: 'False', reason: 'ReadinessGatesNotReady', message: faults.join(', ') };
}

/** For a pod that has ended, `Ready` or `ContainersReady`. */
export function endedCondition(type: string, phase: string): Drafted {
  return { type, status: 'False', reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted' };
}

function initializedCondition({ spec }: Pod, statuses: readonly ContainerStatus[], phase: string): Drafted {
  const type = 'Initialized';
  const names = (spec.initContainers ?? []).map(({ name }) => name);
  const { unknown, incomplete } = sorted(names, statuses, ({ ready }) => ready);
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'True', reason: 'PodCompleted' };
  const started = spec.containers.some(({ name }) => hasStarted(statuses.find((status) => status.name === name)));
  const message = started ? '' : told(unknown, incomplete, 'incomplete');
  if (message !== '') return { type, status: 'False', reason: 'ContainersNotInitialized', message };
  return { type, status: 'True' };
}

function sorted(
  names: readonly string[],
  statuses: readonly ContainerStatus[],
  isComplete: (status: ContainerStatus) => boolean,
): { readonly unknown: readonly string[]; readonly incomplete: readonly string[] } {
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const name of names) {
    const status = statuses.find((candidate) => candidate.name === name);
    if (!status) unknown.push(name);
    else if (!isComplete(status)) incomplete.push(name);
  }
  return { unknown, incomplete };
}

function told(unknown: readonly string[], incomplete: readonly string[], what: string): string {
  const parts: string[] = [];
  if (unknown.length > 0) parts.push(`containers with unknown status: [${unknown.join(' ')}]`);
  if (incomplete.length > 0) parts.push(`containers with ${what} status: [${incomplete.join(' ')}]`);
  return parts.join(', ');
}
