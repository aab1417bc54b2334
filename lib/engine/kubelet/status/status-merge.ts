/**
 * How a kubelet's status of a pod meets what was there: times of conditions, what others own, transitions that are not allowed.
 *
 * Upstream: pkg/kubelet/status/status_manager.go (mergePodStatus, normalizeStatus, isPodStatusByKubeletEqual, checkContainerStateTransition)
 */
import type { ContainerState, ContainerStatus, PodCondition, PodStatus } from '../../apimachinery/api/core-v1';
import type { JsonValue } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { conditionOf, endedCondition, isOwnCondition, isSharedCondition } from './pod-conditions';
import { isTerminalPhase } from './pod-phase';

/** The messages of all containers of a pod together take so much. */
const MAX_MESSAGES_LENGTH = 12 * 1024;
/** Go writes a time that was never set as null. */
const UNSET = null as unknown as undefined;

/** Conditions with the time since when they hold. */
export function withTransitionTimes(
  drafted: readonly PodCondition[],
  before: readonly PodCondition[] | undefined,
  now: string,
): PodCondition[] {
  return drafted.map((condition) => {
    if (!isOwnCondition(condition) && !isSharedCondition(condition)) return condition;
    const old = conditionOf(before, condition.type);
    const lastTransitionTime = old?.status === condition.status ? (old.lastTransitionTime ?? UNSET) : now;
    const { type, status, ...why } = condition;
    return { ...why, type, status, lastProbeTime: UNSET, lastTransitionTime };
  });
}

/** Messages cut to what there is room for. */
export function normalized(pod: Pod, status: PodStatus): PodStatus {
  const count = pod.spec.containers.length + (pod.spec.initContainers ?? []).length;
  const room = Math.floor(MAX_MESSAGES_LENGTH / count);
  const cut = (statuses: readonly ContainerStatus[] | undefined): readonly ContainerStatus[] | undefined =>
    statuses?.some((one) => isLong(one.state, room) || isLong(one.lastState, room))
      ? statuses.map((one) => ({ ...one, state: cutState(one.state, room), lastState: cutState(one.lastState, room) }))
      : statuses;
  const { containerStatuses, initContainerStatuses } = status;
  return {
    ...status,
    containerStatuses: cut(containerStatuses),
    ...(initContainerStatuses && { initContainerStatuses: cut(initContainerStatuses) }),
  };
}

function isLong(state: ContainerState | undefined, room: number): boolean {
  return (state?.terminated?.message?.length ?? 0) > room;
}

function cutState(state: ContainerState | undefined, room: number): ContainerState | undefined {
  if (!state?.terminated || !isLong(state, room)) return state;
  return { terminated: { ...state.terminated, message: state.terminated.message?.slice(0, room) } };
}

/** Whether a status says all that another one does, as far as the kubelet has a say. */
export function sameForKubelet(old: PodStatus, status: PodStatus): boolean {
  for (const condition of status.conditions ?? []) {
    if (!isOwnCondition(condition) && !isSharedCondition(condition)) continue;
    const before = conditionOf(old.conditions, condition.type);
    if (before?.status !== condition.status) return false;
    if ((before.message ?? '') !== (condition.message ?? '')) return false;
    if ((before.reason ?? '') !== (condition.reason ?? '')) return false;
  }
  return sameJson({ ...old, conditions: undefined } as JsonValue, { ...status, conditions: undefined } as JsonValue);
}

/** Whether a container would come back to life that must not. */
export function isIllegalTransition({ spec: { restartPolicy } }: Pod, old: PodStatus, status: PodStatus): boolean {
  if (restartPolicy === 'Always') return false;
  const revives = (before: readonly ContainerStatus[] = [], after: readonly ContainerStatus[] = []): boolean =>
    before.some(({ name, state }) => {
      if (!state?.terminated || (state.terminated.exitCode !== 0 && restartPolicy === 'OnFailure')) return false;
      return after.some((one) => one.name === name && !one.state?.terminated);
    });
  return (
    revives(old.containerStatuses, status.containerStatuses) ||
    revives(old.initContainerStatuses, status.initContainerStatuses)
  );
}

/**
 * What is written: the kubelet's status, with the conditions that others own as they are now. A pod turns terminal only once no container
 * of it can be running any more.
 */
export function mergedStatus(old: PodStatus, status: PodStatus, couldBeRunning: boolean): PodStatus {
  const turnsTerminal = !isTerminalPhase(old.phase) && isTerminalPhase(status.phase);
  const { resourceClaimStatuses } = old;
  const phase = turnsTerminal && couldBeRunning ? phaseOf(old) : phaseOf(status);
  const merged: PodStatus = { ...status, ...phase, ...(resourceClaimStatuses && { resourceClaimStatuses }) };
  const conditions = mergedConditions(old, status, turnsTerminal && !couldBeRunning);
  return { ...merged, conditions: isTerminalPhase(merged.phase) ? unready(conditions, merged.phase) : conditions };
}

function phaseOf({ phase, reason, message }: PodStatus): Pick<PodStatus, 'phase' | 'reason' | 'message'> {
  return { phase, reason, message };
}

function mergedConditions(old: PodStatus, status: PodStatus, withShared: boolean): PodCondition[] {
  const conditions = (old.conditions ?? []).filter((condition) => !isOwnCondition(condition));
  for (const condition of status.conditions ?? []) {
    if (isOwnCondition(condition)) conditions.push(condition);
    else if (withShared && isSharedCondition(condition)) {
      const index = conditions.findIndex(({ type }) => type === condition.type);
      if (index < 0) conditions.push(condition);
      else conditions[index] = condition;
    }
  }
  return conditions;
}

/** A pod that has ended is not ready, whatever its containers say. */
function unready(conditions: readonly PodCondition[], phase: string): PodCondition[] {
  const claims = ['Ready', 'ContainersReady'];
  const claimed = conditions.some(({ type, status }) => claims.includes(type) && status === 'True');
  if (!claimed) return [...conditions];
  return conditions.map((condition) =>
    claims.includes(condition.type) ? { ...condition, ...endedCondition(condition.type, phase) } : condition,
  );
}
