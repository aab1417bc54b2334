/**
 * Takes a node down gently: it says so, takes no more pods, and ends those it has, ordinary ones first, critical ones after them.
 *
 * Writes: statuses of the pods, through the pod workers.
 * Upstream: pkg/kubelet/nodeshutdown/nodeshutdown_manager_linux.go
 */
import type { PodStatus } from '../../apimachinery/api/core-v1';
import { formatTime } from '../../apimachinery/time';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { sleep, type Routine } from '../../clock/routine';
import type { KubeletContext } from '../kubelet-context';
import { isCriticalPod } from './critical-pod';
import { withDisruption } from './disruption-target';
import type { NodeHealth } from './node-health';

/** What a shutdown stands on. */
export interface NodeShutdownParts {
  readonly context: KubeletContext;
  readonly health: NodeHealth;
  /** The pods of the node that have not ended. */
  pods(): readonly Pod[];
  kill(pod: Pod, graceSeconds: number, change: (status: PodStatus) => PodStatus): void;
  /** Reports the node at once. */
  report(): void;
}

/** How long pods may take, in seconds: all of it, of which the critical ones have the last part. */
export interface ShutdownGracePeriods {
  readonly shutdownGracePeriodSeconds: number;
  readonly shutdownGracePeriodCriticalPodsSeconds: number;
}

const REASON = 'Terminated';
const MESSAGE = 'Pod was terminated in response to imminent node shutdown.';
const LOOK_MS = 500;

/** Ends when the pods have ended or their time is over. */
export function* shutDown(parts: NodeShutdownParts, periods: ShutdownGracePeriods): Routine {
  const { shutdownGracePeriodSeconds: all, shutdownGracePeriodCriticalPodsSeconds: critical } = periods;
  parts.health.setShuttingDown(true);
  parts.report();
  yield* endPods(parts, (pod) => !isCriticalPod(pod), all - critical);
  yield* endPods(parts, isCriticalPod, critical);
  // What is known by now is still written.
  yield sleep(parts.context.clock, LOOK_MS);
}

function* endPods(parts: NodeShutdownParts, isMeant: (pod: Pod) => boolean, seconds: number): Routine {
  const { clock } = parts.context;
  const endMs = clock.now() + 1000 * seconds;
  for (const pod of parts.pods().filter(isMeant)) {
    const graceSeconds = Math.min(pod.spec.terminationGracePeriodSeconds ?? seconds, seconds);
    parts.kill(pod, graceSeconds, (status) => {
      const phase = status.phase === 'Succeeded' ? status.phase : 'Failed';
      return withDisruption({ ...status, phase, reason: REASON, message: MESSAGE }, MESSAGE, formatTime(clock.now()));
    });
  }
  while (clock.now() < endMs && parts.pods().some(isMeant)) yield sleep(clock, LOOK_MS);
}
