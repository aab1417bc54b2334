/**
 * The status of a pod as its kubelet sees it now.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (generateAPIPodStatus, convertStatusToAPIStatus)
 */
import type { ContainerStatus, PodCondition, PodStatus } from '../../apimachinery/api/core-v1';
import { qosClassOf } from '../../apiserver/resources/pod/qos-class';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { PodRuntimeStatus } from '../runtime/runtime-status';
import { containerStatuses, type WaitingReason } from './container-statuses';
import { isOwnCondition, isSharedCondition, kubeletConditions } from './pod-conditions';
import { isTerminalPhase, podPhase } from './pod-phase';

/** What a kubelet knows besides the pod and the runtime's word. */
export interface PodStatusSources {
  /** The status that was last decided on, whether it is written yet or not. */
  decided(pod: Pod): PodStatus | undefined;
  /** Why a container waits. */
  waitingReason(pod: Pod, container: string): WaitingReason | undefined;
  /** The statuses with `started` and `ready` as probes found. */
  probed(pod: Pod, statuses: readonly ContainerStatus[]): ContainerStatus[];
  /** Why the pod must not go on, if so. */
  refusal(pod: Pod): { readonly reason: string; readonly message: string } | undefined;
  hostIP(): string | undefined;
}

/** @param ended no container of the pod will run any more */
export function podStatus(sources: PodStatusSources, pod: Pod, runtime: PodRuntimeStatus, ended: boolean): PodStatus {
  const stored = pod.status ?? {};
  const old = sources.decided(pod) ?? stored;
  const statuses = statusesOf(sources, pod, runtime, old);
  const { regular, init } = statuses;
  let { phase, reason, message } = decidedPhase(pod, old, podPhase(pod, [...regular, ...init], ended));
  const refusal = sources.refusal(pod);
  if (refusal) ({ phase, reason, message } = { phase: 'Failed', ...refusal });
  if (isTerminalPhase(stored.phase)) phase = stored.phase;
  const probedRegular = sources.probed(pod, regular);
  const probedInit = init.map(initReadiness);
  const others = othersConditions(stored, old);
  const own = kubeletConditions(pod, [...probedInit, ...probedRegular], phase, others);
  return {
    phase,
    ...(reason && { reason }),
    ...(message && { message }),
    conditions: [...others, ...own],
    ...addresses(pod, runtime.ip, sources.hostIP()),
    qosClass: qosClassOf(pod.spec),
    containerStatuses: probedRegular,
    ...(init.length > 0 && { initContainerStatuses: probedInit }),
    ...(statuses.ephemeral.length > 0 && { ephemeralContainerStatuses: statuses.ephemeral }),
  };
}

/** Those that the kubelet does not write, and the one that it shares with others: once it said that it ends the pod, that stays said. */
function othersConditions(stored: PodStatus, old: PodStatus): readonly PodCondition[] {
  const others = (stored.conditions ?? []).filter((condition) => !isOwnCondition(condition));
  const shared = old.conditions?.find(isSharedCondition);
  return shared ? [...others.filter((condition) => !isSharedCondition(condition)), shared] : others;
}

function statusesOf(
  sources: PodStatusSources,
  pod: Pod,
  runtime: PodRuntimeStatus,
  old: PodStatus,
): Readonly<Record<'regular' | 'init' | 'ephemeral', ContainerStatus[]>> {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const knowledge = { pod, runtime, waitingReason: (name: string) => sources.waitingReason(pod, name) };
  return {
    regular: containerStatuses(knowledge, 'regular', containers, old.containerStatuses),
    init: containerStatuses(knowledge, 'init', initContainers, old.initContainerStatuses),
    ephemeral: containerStatuses(knowledge, 'ephemeral', ephemeralContainers, old.ephemeralContainerStatuses),
  };
}

/** A pod that has ended stays so; its reason and message stay as long as its phase does. */
function decidedPhase(
  { status: stored }: Pod,
  old: PodStatus,
  found: string,
): { phase: string; reason?: string; message?: string } {
  const final = [old.phase, stored?.phase].find(isTerminalPhase);
  const phase = !isTerminalPhase(found) && final !== undefined ? final : found;
  if (phase !== old.phase) return { phase };
  return { phase, reason: old.reason ?? stored?.reason, message: old.message ?? stored?.message };
}

/** An init container is ready when it has done its work. */
function initReadiness(status: ContainerStatus): ContainerStatus {
  const started = status.state?.running !== undefined;
  return { ...status, started, ready: status.state?.terminated?.exitCode === 0 };
}

function addresses({ spec }: Pod, podIP: string, hostIP: string | undefined): PodStatus {
  const ip = podIP === '' && spec.hostNetwork ? (hostIP ?? '') : podIP;
  return { ...(hostIP && { hostIP }), ...(ip !== '' && { podIP: ip, podIPs: [{ ip }] }) };
}
