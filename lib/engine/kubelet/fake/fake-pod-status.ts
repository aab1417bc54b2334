/**
 * The status of pods on fake nodes, stage by stage, and what their annotations `boutique.test/*` change about it.
 *
 * | annotation of the pod | effect |
 * |---|---|
 * | `ready: "false"` | it runs, and is not ready as long as the annotation is there |
 * | `waiting: REASON` | its containers wait for this reason |
 * | `exit-code: "N"` | it ends, after a second or after `runs-for: 1h` |
 * | `terminates-in: 3s` | so long takes its deletion |
 *
 * Pods of Jobs end as well. A patch: what it does not name stays.
 */
import type { Container } from '../../apimachinery/api/core-v1';
import { controllerOf } from '../../apimachinery/object-meta';
import { parseDuration } from '../../apimachinery/time';
import type { Pod } from '../../apiserver/resources/pod/pod-types';

/** `runs` from nothing, `ends` by itself, `goes` because it is deleted. */
export type FakeStage = 'runs' | 'ends' | 'goes';

/** A condition as a patch writes it: null takes a member away. */
export interface PatchedCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime: string;
  readonly reason?: string | null;
  readonly message?: string | null;
}

const STAGE_MS = 1_000;
const NOT_READY = 'ContainersNotReady';

/** What comes next for a pod, and after how long; undefined while it stays as it is. */
export function nextStage(pod: Pod): { readonly stage: FakeStage; readonly delayMs: number } | undefined {
  const { metadata, status } = pod;
  if (metadata.deletionTimestamp !== undefined) return { stage: 'goes', delayMs: duration(pod, 'terminates-in', 0) };
  if (status?.phase === 'Pending' && !status.containerStatuses) return { stage: 'runs', delayMs: STAGE_MS };
  const ends = mark(pod, 'exit-code') !== undefined || controllerOf(pod)?.kind === 'Job';
  return status?.phase === 'Running' && ends
    ? { stage: 'ends', delayMs: duration(pod, 'runs-for', STAGE_MS) }
    : undefined;
}

/** @param ip not yet there for a pod that waits */
export function runningStatus(pod: Pod, now: string, hostIP: string, ip: () => string | undefined): object {
  const waiting = mark(pod, 'waiting');
  const ready = isMeantReady(pod);
  const address = waiting === undefined ? ip() : undefined;
  const { containers, initContainers } = pod.spec;
  const done = { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } };
  return {
    phase: waiting === undefined ? 'Running' : 'Pending',
    startTime: now,
    hostIP,
    ...(address === undefined ? {} : { podIP: address, podIPs: [{ ip: address }] }),
    conditions: [
      { type: 'Initialized', status: 'True', lastTransitionTime: now },
      ...readiness(pod, ready && waiting === undefined, now),
    ],
    ...(initContainers && { initContainerStatuses: initContainers.map((one) => containerStatus(one, done, true)) }),
    containerStatuses: containers.map((one) =>
      waiting === undefined
        ? containerStatus(one, { running: { startedAt: now } }, ready, true)
        : containerStatus(one, { waiting: { reason: waiting } }),
    ),
  };
}

export function endedStatus(pod: Pod, now: string): object {
  const exitCode = Number(mark(pod, 'exit-code') ?? 0);
  const succeeded = exitCode === 0;
  const initialized = { type: 'Initialized', status: 'True', reason: 'PodCompleted', lastTransitionTime: now };
  const reason = succeeded ? 'Completed' : 'Error';
  const terminated = { exitCode, reason, startedAt: pod.status?.startTime, finishedAt: now };
  return {
    phase: succeeded ? 'Succeeded' : 'Failed',
    conditions: [
      ...(succeeded ? [initialized] : []),
      ...readiness(pod, false, now, succeeded ? 'PodCompleted' : 'PodFailed'),
    ],
    containerStatuses: pod.spec.containers.map((one) => containerStatus(one, { terminated })),
  };
}

/** What puts a running pod's readiness right; undefined where it is as the annotation says. */
export function readinessChange(pod: Pod, now: string): object | undefined {
  const { status, metadata } = pod;
  if (status?.phase !== 'Running' || metadata.deletionTimestamp !== undefined || !status.containerStatuses)
    return undefined;
  const condition = status.conditions?.find(({ type }) => type === 'Ready');
  const ready = isMeantReady(pod);
  const isReady = condition?.status === 'True';
  // Somebody else may have said that it is not ready: a controller that misses the node.
  if (isReady === ready || (!isReady && condition?.reason !== NOT_READY)) return undefined;
  const containerStatuses = status.containerStatuses.map((one) => ({ ...one, ready }));
  return { conditions: readiness(pod, ready, now), containerStatuses };
}

function readiness({ spec }: Pod, ready: boolean, now: string, reason = NOT_READY): PatchedCondition[] {
  const names = spec.containers.map(({ name }) => name).join(' ');
  const message = reason === NOT_READY ? `containers with unready status: [${names}]` : null;
  return ['Ready', 'ContainersReady'].map((type) =>
    ready
      ? { type, status: 'True', reason: null, message: null, lastTransitionTime: now }
      : { type, status: 'False', reason, message, lastTransitionTime: now },
  );
}

/** No process, so no ID of a container or of an image. */
function containerStatus({ name, image }: Container, state: object, ready = false, started = false): object {
  return { name, image, imageID: '', ready, started, restartCount: 0, state };
}

function isMeantReady(pod: Pod): boolean {
  return mark(pod, 'ready') !== 'false';
}

function mark({ metadata }: Pod, name: string): string | undefined {
  return metadata.annotations?.[`boutique.test/${name}`];
}

function duration(pod: Pod, name: string, otherwiseMs: number): number {
  const text = mark(pod, name);
  return text === undefined ? otherwiseMs : parseDuration(text);
}
