/** A shell as somebody who takes the course has it: commands in the foreground, jobs in the background, and Ctrl-C. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { CourseStep } from './course-steps';
import { comparableOutput, matchesOutput } from './comparable-output';

/** Commands that only look: what they say may come true a little later, so they are typed again until then. */
const LOOKS = /^(kubectl (get|describe|top|logs|events|rollout history)|curl) /;
const PATIENCE_MS = 90_000;
const PAUSE_MS = 400;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

export class Terminal {
  readonly #jobs: ChildProcess[] = [];

  constructor(
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Types a command and compares. Answers nothing, or both texts where they differ. */
  async play(
    step: CourseStep,
  ): Promise<{ readonly expected: readonly string[]; readonly printed: string[] } | undefined> {
    const expected = step.expected.length === 0 ? [] : comparableOutput(step.expected.join('\n'));
    const until = Date.now() + PATIENCE_MS;
    const again = LOOKS.test(step.command) && !step.interrupted && !step.command.endsWith(' &');
    for (;;) {
      const output = await this.type(step, expected);
      const printed = output === '' ? [] : comparableOutput(output);
      if (matchesOutput(printed, expected, !step.interrupted && !step.command.endsWith(' &'))) return undefined;
      if (!again || Date.now() > until) return { expected, printed };
      await pause();
    }
  }

  /** Ends what runs in the background. */
  close(): void {
    for (const job of this.#jobs.splice(0)) end(job);
  }

  /** What a command prints: to its end, or, of one that goes on, until it has said what is expected. */
  async type({ command, interrupted }: CourseStep, expected: readonly string[]): Promise<string> {
    const until = Date.now() + PATIENCE_MS;
    if (command === 'kill %1') {
      this.close();
      return '';
    }
    const isJob = command.endsWith(' &');
    const child = spawn('sh', ['-c', isJob ? command.slice(0, -2) : command], {
      cwd: this.folder,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    let isOver = false;
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    const closed = new Promise<void>((resolve, reject) => child.on('error', reject).on('close', () => resolve()));
    void closed.then(() => (isOver = true));
    if (isJob) this.#jobs.push(child);
    const goesOn = isJob || interrupted;
    const isSaid = (): boolean => goesOn && matchesOutput(comparableOutput(output), expected, false);
    while (!isOver && !isSaid() && Date.now() < until) await Promise.race([closed, pause()]);
    if (!isJob) {
      end(child);
      await closed;
    }
    return output;
  }
}

/** The shell and what it has started. */
function end(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
