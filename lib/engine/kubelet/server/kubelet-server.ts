/**
 * What a kubelet answers to the API server: logs, commands, attached streams, ports.
 *
 * Upstream: pkg/kubelet/server/server.go, pkg/kubelet/kubelet_pods.go (GetKubeletContainerLogs, GetExec, GetAttach, GetPortForward)
 */
import { joined } from '../../apimachinery/bytes';
import type { KubeObject } from '../../apimachinery/object-meta';
import { failure } from '../../apimachinery/status-error';
import type {
  AttachOptions,
  CommandOutput,
  CommandSession,
  CommandStart,
  ContainerLog,
  ContainerLogOptions,
  ExecOptions,
  NodeConnection,
  PortDial,
  Stoppable,
  TextSink,
} from '../../apiserver/node-connection';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Scheduling } from '../../clock/clock';
import { startRoutine } from '../../clock/routine';
import type { ContainerLogs } from '../runtime/container-log';
import type { ContainerRuntime, ExecOutcome } from '../runtime/container-runtime';
import { copiesInput } from '../runtime/scripted-commands';
import { isInteractiveShell } from '../runtime/shell-script';
import { logContainerID } from './log-container';
import { podPort } from './pod-port';
import { LogWriter, tailOf } from './read-log';
import { shellSession } from './shell-session';

const EXEC_FAILED = 'rpc error: code = Unknown desc = ';

export class KubeletServer implements NodeConnection {
  constructor(
    private readonly clock: Scheduling,
    private readonly runtime: ContainerRuntime,
    private readonly logs: ContainerLogs,
  ) {}

  containerLog(object: KubeObject, options: ContainerLogOptions): ContainerLog {
    const pod = object as Pod;
    const id = logContainerID(pod, options.container, options.previous ?? false);
    const writer = new LogWriter(options, this.clock.now());
    const text = tailOf(this.logs.of(id), options)
      .map((line) => writer.write(line))
      .join('');
    const running = this.#runningID(pod, options.container) === id;
    return options.follow && running && !writer.full
      ? { text, follow: (sink) => this.#follow(id, writer, sink) }
      : { text };
  }

  exec(pod: KubeObject, { container, command, stdin, tty }: ExecOptions): CommandStart {
    const id = this.#runningID(pod as Pod, container);
    if (id === undefined) throw failure(500, '', `container not found ("${container}")`);
    return (output) => {
      if (copiesInput(command)) return copying(output);
      if (isInteractiveShell(command) && this.runtime.hasShell(id)) return shellSession(this.runtime, id, tty, output);
      return stdin && this.runtime.readsInput(id, command)
        ? this.#runWithInput(id, command, output)
        : this.#run(id, command, output);
    };
  }

  #run(id: string, command: readonly string[], output: CommandOutput, input?: Uint8Array): CommandSession {
    const encoder = new TextEncoder();
    const running = startRoutine<ExecOutcome>(this.runtime.exec(id, command, input), (outcome) => {
      if (outcome.error !== undefined) return output.exit({ error: `${EXEC_FAILED}${outcome.error}` });
      const { stdout, bytes = encoder.encode(stdout), stderr } = outcome;
      if (bytes.length > 0) output.stdout(bytes);
      if (stderr !== '') output.stderr(encoder.encode(stderr));
      output.exit({ exitCode: outcome.exitCode });
    });
    return { ...ignoringInput, close: () => running.cancel() };
  }

  /** It is run once all of its input has come. */
  #runWithInput(id: string, command: readonly string[], output: CommandOutput): CommandSession {
    const parts: Uint8Array[] = [];
    let running: CommandSession | undefined;
    return {
      ...ignoringInput,
      stdin: (bytes) => void parts.push(bytes.slice()),
      endStdin: () => (running ??= this.#run(id, command, output, joined(parts))),
      close: () => running?.close(),
    };
  }

  /** Shows what the container writes from now on; where it is a shell, it is typed into, and ends with `exit`. */
  attach(object: KubeObject, { container, stdin, tty }: AttachOptions): CommandStart {
    const pod = object as Pod;
    const id = this.#runningID(pod, container);
    const { name, namespace } = pod.metadata;
    if (id === undefined) throw failure(500, '', `container ${container} not found in pod ${name}_${namespace}`);
    return (output) => {
      const encoder = new TextEncoder();
      const subscription = this.logs.follow(id, {
        line: ({ stream, text }) => output[stream](encoder.encode(`${text}\n`)),
        end: () => output.exit({ exitCode: this.runtime.exitCodeOf(id) ?? 0 }),
      });
      if (!stdin || !this.runtime.isTypedInto(id)) return { ...ignoringInput, close: () => subscription.stop() };
      const exit: CommandOutput['exit'] = (outcome) =>
        void this.runtime.endContainer(pod.metadata.uid, container, 'exitCode' in outcome ? outcome.exitCode : 1);
      const session = shellSession(this.runtime, id, tty, { ...output, exit });
      return {
        ...session,
        close: () => {
          session.close();
          subscription.stop();
        },
      };
    };
  }

  portForward({ metadata }: KubeObject): PortDial {
    if (this.runtime.status(metadata.uid).sandboxes.length === 0) throw failure(404, 'NotFound', 'pod does not exist');
    return (port) => podPort(this.runtime, metadata.uid, port);
  }

  #follow(id: string, writer: LogWriter, sink: TextSink): Stoppable {
    const subscription = this.logs.follow(id, {
      line: (line) => {
        sink.text(writer.write(line));
        if (!writer.full) return;
        subscription.stop();
        sink.end();
      },
      end: () => sink.end(),
    });
    return subscription;
  }

  #runningID({ metadata }: Pod, name: string): string | undefined {
    const { containers } = this.runtime.status(metadata.uid);
    return containers.find((container) => container.name === name && container.state === 'running')?.id;
  }
}

const ignoringInput = {
  stdin: () => undefined,
  endStdin: () => undefined,
  resize: () => undefined,
};

/** `cat` alone. */
function copying(output: Parameters<CommandStart>[0]): ReturnType<CommandStart> {
  return {
    ...ignoringInput,
    stdin: (bytes) => output.stdout(bytes),
    endStdin: () => output.exit({ exitCode: 0 }),
    close: () => undefined,
  };
}
