/**
 * Ends containers: the event, the preStop hook, TERM, and KILL once the grace period is over.
 *
 * Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer, executePreStopHook, setTerminationGracePeriod)
 */
import type { Container } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { startRoutine, together, type Routine, type Wait } from '../../clock/routine';
import { containerNamed, containerReference } from '../container-reference';
import type { KubeletContext } from '../kubelet-context';
import type { ContainerRuntime } from '../runtime/container-runtime';
import type { PodRuntimeStatus } from '../runtime/runtime-status';
import type { LifecycleHooks } from './lifecycle-hooks';
import type { ContainerToKill, KillReason } from './pod-actions';

/** TERM gets this much, even when the hook has used up all of the grace period. */
const MIN_GRACE_SECONDS = 2;

export class ContainerKiller {
  constructor(
    private readonly context: KubeletContext,
    private readonly runtime: ContainerRuntime,
    private readonly hooks: LifecycleHooks,
  ) {}

  /** Ends all containers of a pod side by side, and then its sandboxes. */
  *killPod(pod: Pod, { containers, sandboxes }: PodRuntimeStatus, graceSeconds?: number): Routine {
    const running = containers.filter(({ state }) => state === 'running');
    yield* together(
      running.map(({ id, name }) =>
        this.kill(pod, { id, name, message: `Stopping container ${name}`, reason: 'Unknown' }, graceSeconds),
      ),
    );
    for (const { id } of sandboxes) this.runtime.stopSandbox(pod.metadata.uid, id);
  }

  *kill(pod: Pod, { id, name, message, reason }: ContainerToKill, override?: number): Routine {
    const { clock, events } = this.context;
    const container = containerNamed(pod, name);
    events.event(containerReference(pod, name), 'Normal', 'Killing', message);
    let graceSeconds = override ?? gracePeriod(pod, container, reason);
    if (container?.lifecycle?.preStop && graceSeconds > 0) {
      const beganMs = clock.now();
      yield this.#preStop(pod, container, id, 1000 * graceSeconds);
      graceSeconds -= Math.floor((clock.now() - beganMs) / 1000);
    }
    yield* this.runtime.stopContainer(id, Math.max(graceSeconds, MIN_GRACE_SECONDS));
  }

  /** Waits for the hook, but no longer than the grace period; a hook that takes longer is left to itself. */
  #preStop(pod: Pod, container: Container, id: string, limitMs: number): Wait {
    const { clock, events } = this.context;
    return (resume) => {
      let over = false;
      const timer = clock.schedule(limitMs, () => finish());
      const finish = (): void => {
        if (over) return;
        over = true;
        timer.cancel();
        resume();
      };
      startRoutine(this.hooks.run(pod, container, id, container.lifecycle!.preStop!), (error) => {
        if (error !== undefined) {
          events.event(containerReference(pod, container.name), 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
        }
        finish();
      });
      return () => {
        over = true;
        timer.cancel();
      };
    };
  }
}

function gracePeriod({ metadata, spec }: Pod, container: Container | undefined, reason: KillReason): number {
  if (metadata.deletionGracePeriodSeconds !== undefined) return metadata.deletionGracePeriodSeconds;
  const { terminationGracePeriodSeconds = MIN_GRACE_SECONDS } = spec;
  const { startupProbe, livenessProbe } = container ?? {};
  const probe = reason === 'StartupProbe' ? startupProbe : reason === 'LivenessProbe' ? livenessProbe : undefined;
  return probe?.terminationGracePeriodSeconds ?? terminationGracePeriodSeconds;
}
