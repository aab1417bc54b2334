/**
 * The phase of a pod, from the states of its containers.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (getPhase)
 */
import type { ContainerStatus } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export function isTerminalPhase(phase: string | undefined): phase is 'Succeeded' | 'Failed' {
  return phase === 'Succeeded' || phase === 'Failed';
}

interface Counts {
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
}

/** @param ended no container of the pod will run any more */
export function podPhase({ spec }: Pod, statuses: readonly ContainerStatus[], ended: boolean): PodPhase {
  const statusOf = (name: string): ContainerStatus | undefined => statuses.find((status) => status.name === name);
  const initialized = (spec.initContainers ?? []).map(({ name }) => initState(statusOf(name)));
  const counts = countStates(spec.containers.map(({ name }) => statusOf(name)));
  const { unknown, running, waiting, stopped, succeeded } = counts;
  const never = spec.restartPolicy === 'Never';
  if (never && initialized.includes('failed')) return 'Failed';
  const started = spec.containers.some(({ name }) => hasStarted(statusOf(name)));
  if ((initialized.includes('pending') && !started) || waiting > 0) return 'Pending';
  if (running > 0 && unknown === 0) return 'Running';
  if (running > 0 || stopped === 0 || unknown > 0) return 'Pending';
  if (ended) return stopped === succeeded ? 'Succeeded' : 'Failed';
  if (spec.restartPolicy === 'Always') return 'Running';
  if (stopped === succeeded) return 'Succeeded';
  return never ? 'Failed' : 'Running';
}

/** Whether a container runs or has ended; one that waits to be started again does not count. */
export function hasStarted(status: ContainerStatus | undefined): boolean {
  return Boolean(status?.state?.running ?? status?.state?.terminated);
}

function initState(status: ContainerStatus | undefined): 'done' | 'pending' | 'failed' {
  const { terminated, waiting } = status?.state ?? {};
  if (terminated) return terminated.exitCode === 0 ? 'done' : 'failed';
  const last = waiting ? status?.lastState?.terminated : undefined;
  if (!last) return 'pending';
  return last.exitCode === 0 ? 'done' : 'failed';
}

function countStates(statuses: readonly (ContainerStatus | undefined)[]): Counts {
  const counts = { unknown: 0, running: 0, waiting: 0, stopped: 0, succeeded: 0 };
  for (const status of statuses) {
    const { running, terminated, waiting } = status?.state ?? {};
    if (running) counts.running++;
    else if (terminated) {
      counts.stopped++;
      if (terminated.exitCode === 0) counts.succeeded++;
    } else if (!waiting) counts.unknown++;
    else if (status?.lastState?.terminated) counts.stopped++;
    else counts.waiting++;
  }
  return counts;
}
