/**
 * Runs the hooks of containers.
 *
 * Upstream: pkg/kubelet/lifecycle/handlers.go, pkg/kubelet/container/helpers.go (FilterEventRecorder)
 */
import type { Container, LifecycleHandler } from '../../apimachinery/api/core-v1';
import { quote } from '../../apimachinery/go-text';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Routine } from '../../clock/routine';
import type { KubeletContext } from '../kubelet-context';
import { httpGet, httpTarget, PLAIN_ANSWER, resolvePort, type HttpTarget } from '../probes/pod-ports';
import type { ContainerRuntime } from '../runtime/container-runtime';
import { rpcError } from '../runtime/runtime-error';
import { fullName } from './pod-name';

export class LifecycleHooks {
  constructor(
    private readonly context: KubeletContext,
    private readonly runtime: ContainerRuntime,
  ) {}

  /** Answers what went wrong, if anything did. */
  *run(pod: Pod, container: Container, containerID: string, handler: LifecycleHandler): Routine<string | undefined> {
    const where = `for Container ${quote(container.name)} in Pod ${quote(fullName(pod))} failed - error:`;
    if (handler.exec) {
      const command = handler.exec.command ?? [];
      const failure = yield* this.#exec(containerID, command);
      return failure && `Exec lifecycle hook ([${command.join(' ')}]) ${where} ${failure}`;
    }
    if (handler.httpGet) {
      const error = yield* this.#httpGet(pod, container, handler);
      return error === undefined ? undefined : `HTTP lifecycle hook (${handler.httpGet.path ?? '/'}) ${where} ${error}`;
    }
    return `Cannot run handler: invalid handler: ${shown(handler)}`;
  }

  *#exec(containerID: string, command: readonly string[]): Routine<string | undefined> {
    const outcome = yield* this.runtime.exec(containerID, command);
    if (outcome.error !== undefined) return `${rpcError(outcome.error)}, message: ""`;
    const { exitCode, stdout, stderr } = outcome;
    if (exitCode === 0) return undefined;
    const error = `command '${command.join(' ')}' exited with ${exitCode}: ${stderr}`;
    return `${error}, message: ${quote(`${stdout}${stderr}`)}`;
  }

  *#httpGet(pod: Pod, container: Container, { httpGet: action }: LifecycleHandler): Routine<string | undefined> {
    const { uid } = pod.metadata;
    const podIP = this.runtime.status(uid).ip;
    const { port, error: wrongPort } = resolvePort(container, action!.port);
    if (wrongPort !== undefined) return wrongPort;
    const target = httpTarget(action!, podIP, port);
    const error = yield* this.#get(uid, podIP, target);
    if (error === undefined || !error.endsWith(PLAIN_ANSWER)) return error;
    // A plain server that is asked for HTTPS is asked again without. The event about it never gets past the runtime's recorder,
    // which takes references only.
    const again = yield* this.#get(uid, podIP, { ...target, scheme: 'http' });
    return again === undefined ? undefined : error;
  }

  /** There is no limit to the time that a hook's request takes. */
  *#get(podUID: string, podIP: string, target: HttpTarget): Routine<string | undefined> {
    const { clock } = this.context;
    const lookup = (host: string, port: number): ReturnType<ContainerRuntime['listening']> =>
      host === podIP ? this.runtime.listening(podUID, port) : { answer: 'refused', untilMs: Infinity };
    const outcome = yield* httpGet(clock, lookup, target, Infinity);
    return outcome.error;
  }
}

/** A handler that is none, as Go prints it. */
function shown({ tcpSocket }: LifecycleHandler): string {
  const { port = 0, host = '' } = tcpSocket ?? {};
  const printed = typeof port === 'number' ? `{0 ${port} }` : `{1 0 ${port}}`;
  const socket = tcpSocket ? `&TCPSocketAction{Port:${printed},Host:${host},}` : 'nil';
  return `&LifecycleHandler{Exec:nil,HTTPGet:nil,TCPSocket:${socket},}`;
}
