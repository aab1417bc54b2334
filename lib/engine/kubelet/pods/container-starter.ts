/**
 * Starts one container: its image, its environment, its making, its start, its postStart hook; and the events about each.
 *
 * Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go (startContainer)
 */
import type { Container, EphemeralContainer } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Routine } from '../../clock/routine';
import { containerReference } from '../container-reference';
import type { ContainerEnvironments } from '../environment/container-environment';
import type { ImagePuller } from '../images/image-puller';
import type { KubeletContext } from '../kubelet-context';
import type { ContainerRuntime } from '../runtime/container-runtime';
import { containerStatusOf, type PodRuntimeStatus } from '../runtime/runtime-status';
import type { WaitingReason } from '../status/container-statuses';
import type { ContainerKiller } from './container-killer';
import type { LifecycleHooks } from './lifecycle-hooks';

/** What starting a container takes. */
export interface ContainerStarterParts {
  readonly context: KubeletContext;
  readonly runtime: ContainerRuntime;
  readonly images: ImagePuller;
  readonly environments: ContainerEnvironments;
  readonly hooks: LifecycleHooks;
  readonly killer: ContainerKiller;
}

const CONFIG_ERROR = 'CreateContainerConfigError';

export class ContainerStarter {
  constructor(private readonly parts: ContainerStarterParts) {}

  /** Answers why the container could not be started, if so. */
  *start(pod: Pod, container: Container, before: PodRuntimeStatus, podIP: string): Routine<WaitingReason | undefined> {
    const { images, environments, runtime } = this.parts;
    const image = yield* images.ensureImageExists(pod, container);
    if (image.error !== undefined) {
      this.#warn(pod, container, `Error: ${image.error}`);
      return { reason: image.error, message: image.message };
    }
    const target = targetOf(container);
    if (target !== undefined && !containerStatusOf(before, target)) {
      return this.#failed(pod, container, CONFIG_ERROR, `unable to find target container ${target}`);
    }
    const made = environments.make(pod, container, podIP);
    if (made.error !== undefined) return this.#failed(pod, container, CONFIG_ERROR, made.error);
    const previous = containerStatusOf(before, container.name);
    const attempt = previous ? previous.attempt + 1 : 0;
    const created = yield* runtime.createContainer(pod, container, attempt, image.imageID, made.environment);
    if (created.error !== undefined) return this.#failed(pod, container, 'CreateContainerError', created.error);
    this.#tell(pod, container, 'Created', `Created container ${container.name}`);
    const error = runtime.startContainer(created.id);
    if (error !== undefined) return this.#failed(pod, container, 'RunContainerError', error);
    this.#tell(pod, container, 'Started', `Started container ${container.name}`);
    return yield* this.#postStart(pod, container, created.id);
  }

  /** A container whose hook fails is killed. */
  *#postStart(pod: Pod, container: Container, id: string): Routine<WaitingReason | undefined> {
    const hook = container.lifecycle?.postStart;
    if (!hook) return undefined;
    const { hooks, killer } = this.parts;
    const message = yield* hooks.run(pod, container, id, hook);
    if (message === undefined) return undefined;
    const reason = 'FailedPostStartHook';
    this.#warn(pod, container, 'PostStartHook failed', reason);
    yield* killer.kill(pod, { id, name: container.name, message: reason, reason });
    return { reason: 'PostStartHookError', message };
  }

  #failed(pod: Pod, container: Container, reason: string, message: string): WaitingReason {
    this.#warn(pod, container, `Error: ${message}`);
    return { reason, message };
  }

  #warn(pod: Pod, { name }: Container, message: string, reason = 'Failed'): void {
    this.parts.context.events.event(containerReference(pod, name), 'Warning', reason, message);
  }

  #tell(pod: Pod, { name }: Container, reason: string, message: string): void {
    this.parts.context.events.event(containerReference(pod, name), 'Normal', reason, message);
  }
}

/** The container whose processes an ephemeral one is to see. */
function targetOf(container: Container | EphemeralContainer): string | undefined {
  const named = 'targetContainerName' in container ? container.targetContainerName : undefined;
  return named === '' ? undefined : named;
}
