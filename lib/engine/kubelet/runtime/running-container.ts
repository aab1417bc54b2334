/**
 * One container of the scripted runtime: from its making to its end, as its run says.
 *
 * No process runs: the moment of its end is known when it starts, and only that moment is scheduled.
 */
import type { Scheduling, Timer } from '../../clock/clock';
import { Signal, sleep, until, type Routine } from '../../clock/routine';
import type { ContainerEnvironment } from '../environment/container-environment';
import type { ContainerRun } from './container-run';
import type { RuntimeContainerStatus } from './runtime-status';
import { startFailure } from './runtime-error';

const TERM_EXIT_CODE = 143;
const KILL_EXIT_CODE = 137;
/** So much is read of the end of its termination message. */
const MAX_MESSAGE_LENGTH = 4096;
/** How the runtime reports a process that never came to be. */
const START_ERROR_EXIT_CODE = 128;

export class RunningContainer {
  readonly ended = new Signal();
  #exit: Timer | undefined;
  #terminating = false;

  constructor(
    private readonly clock: Scheduling,
    readonly run: ContainerRun,
    readonly environment: ContainerEnvironment,
    public status: RuntimeContainerStatus,
    private readonly onChange: (container: RunningContainer) => void,
  ) {}

  get running(): boolean {
    return this.status.state === 'running';
  }

  /** Starts it; answers the error of a failed start, which leaves an ended container. */
  start(): string | undefined {
    const { run } = this;
    const nowMs = this.clock.now();
    if (run.startError !== undefined) {
      const message = startFailure(run.startError);
      this.#become({ startedMs: 0, finishedMs: nowMs, exitCode: START_ERROR_EXIT_CODE, reason: 'StartError', message });
      return message;
    }
    this.status = { ...this.status, state: 'running', startedMs: nowMs };
    if (run.exitAfterSeconds !== undefined) {
      this.#exit = this.clock.schedule(1000 * run.exitAfterSeconds, () => this.#exitByItself());
    }
    this.onChange(this);
    return undefined;
  }

  /** TERM, and KILL once the grace period is over. Ends with the container. */
  *stop(graceSeconds: number): Routine {
    this.#terminate();
    if (this.running) yield* until(this.ended.wait, this.#pass(graceSeconds));
    this.kill();
  }

  /** TERM: what it sets going needs nobody's attention any more. */
  #terminate(): void {
    const { ignoresTerm, termSeconds = 0, termExitCode = TERM_EXIT_CODE } = this.run;
    if (!this.running || ignoresTerm || this.#terminating) return;
    this.#terminating = true;
    this.#exit?.cancel();
    if (termSeconds === 0) this.end(termExitCode);
    else this.#exit = this.clock.schedule(1000 * termSeconds, () => this.end(termExitCode));
  }

  kill(): void {
    this.end(KILL_EXIT_CODE, 'Error');
  }

  end(exitCode: number, reason = exitCode === 0 ? 'Completed' : 'Error'): void {
    if (!this.running) return;
    this.#exit?.cancel();
    const message = (this.run.message ?? '').slice(-MAX_MESSAGE_LENGTH);
    this.#become({ finishedMs: this.clock.now(), exitCode, reason, message });
    this.ended.fire();
  }

  *#pass(seconds: number): Routine {
    yield sleep(this.clock, 1000 * seconds);
  }

  #exitByItself(): void {
    if (this.run.oomKilled) this.end(KILL_EXIT_CODE, 'OOMKilled');
    else this.end(this.run.exitCode ?? 0);
  }

  #become(change: Partial<RuntimeContainerStatus>): void {
    this.status = { ...this.status, ...change, state: 'exited' };
    this.onChange(this);
  }
}
