/**
 * Between a client's streams, however they are carried, and a command in a container: passes bytes on and tells how it ended.
 *
 * Upstream: staging/src/k8s.io/kubelet/pkg/cri/streaming/remotecommand/{exec,attach,httpstream}.go; containerd's streaming server for
 * the text of an exit code
 */
import { internalError, type Status } from '../../engine/apimachinery/status-error';
import type { CommandOutcome, CommandSession, PodStreams } from '../../engine/apiserver/node-connection';

export type CommandPodStreams = Extract<PodStreams, { kind: 'command' }>;

/** Carries what the command says to the client. */
export interface CommandWire {
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
  error(text: string): void;
  /** All is said: ends the connection once it is sent. */
  finish(): void;
}

export interface RelayOptions {
  readonly streams: CommandPodStreams;
  readonly wire: CommandWire;
  /** Whether the client reads how the command ended as a Status (protocols from v4 on) or as plain text. */
  readonly statusAsJson: boolean;
}

export class CommandRelay {
  readonly #session: CommandSession;
  #open = true;
  #over = false;

  /** Starts the command. */
  constructor(private readonly options: RelayOptions) {
    const { streams, wire } = options;
    const { stdout, stderr, tty } = streams.streams;
    this.#session = streams.start({
      stdout: (bytes) => stdout && wire.stdout(bytes),
      stderr: (bytes) => (tty ? stdout && wire.stdout(bytes) : stderr && wire.stderr(bytes)),
      exit: (outcome) => this.#tell(outcome),
    });
  }

  stdin(bytes: Uint8Array): void {
    if (this.#takesInput && bytes.length > 0) this.#session.stdin(bytes);
  }

  endStdin(): void {
    if (this.#takesInput) this.#session.endStdin();
  }

  /** Takes `{"Width": 80, "Height": 24}`; anything else is passed over. */
  resize(text: string): void {
    const size = this.#open && !this.#over ? sizeOf(text) : undefined;
    if (size) this.#session.resize(size);
  }

  /** The connection is gone. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#session.close();
  }

  get #takesInput(): boolean {
    return this.#open && !this.#over && this.options.streams.streams.stdin;
  }

  #tell(outcome: CommandOutcome): void {
    this.#over = true;
    const { streams, wire, statusAsJson } = this.options;
    const status = statusOf(outcome, streams.command);
    if (statusAsJson) wire.error(JSON.stringify(status));
    else if (status.status === 'Failure') wire.error(status.message ?? '');
    wire.finish();
  }
}

function sizeOf(text: string): { width: number; height: number } | undefined {
  try {
    const { Width: width, Height: height } = JSON.parse(text) as {
      readonly Width?: unknown;
      readonly Height?: unknown;
    };
    return typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

type ToldStatus = Partial<Status>;

/** Whoever is attached is not told an exit code. */
function statusOf(outcome: CommandOutcome, command: readonly string[] | undefined): ToldStatus {
  if ('error' in outcome) {
    return internalError(`error ${command ? 'executing command in' : 'attaching to'} container: ${outcome.error}`)
      .status;
  }
  const { exitCode } = outcome;
  if (exitCode === 0 || !command) return { metadata: {}, status: 'Success' };
  const why = `error executing command [${command.join(' ')}], exit code ${exitCode}`;
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: ${why}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}
