/**
 * A shell that somebody types into: each line is run when it is complete; `exit` and the end of the input end it.
 *
 * Differs: a terminal's own echo and line editing are left to the terminal of whoever types.
 */
import type { CommandOutput, CommandSession } from '../../apiserver/node-connection';
import { startRoutine, type RunningRoutine } from '../../clock/routine';
import type { ContainerRuntime, ExecOutcome } from '../runtime/container-runtime';

const PROMPT = '/ $ ';
const EXIT = /^exit(?:\s+(\d+))?$/;

export function shellSession(
  runtime: ContainerRuntime,
  id: string,
  tty: boolean,
  output: CommandOutput,
): CommandSession {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const lines: string[] = [];
  let typed = '';
  let ended = false;
  let exitCode = 0;
  let running: RunningRoutine | undefined;
  let busy = false;
  const write = (stream: 'stdout' | 'stderr', text: string): void => {
    if (text !== '') output[stream](encoder.encode(tty ? text.replaceAll('\n', '\r\n') : text));
  };
  const prompt = (): void => write('stdout', tty ? PROMPT : '');
  const finish = (): void => {
    ended = true;
    output.exit({ exitCode });
  };
  const done = (outcome: ExecOutcome): void => {
    busy = false;
    if (outcome.error === undefined) {
      write('stdout', outcome.stdout);
      write('stderr', outcome.stderr);
      exitCode = outcome.exitCode;
    }
    prompt();
    next();
  };
  const next = (): void => {
    if (busy || ended) return;
    const line = lines.shift();
    if (line === undefined) return;
    const exit = EXIT.exec(line.trim());
    if (exit) {
      exitCode = Number(exit[1] ?? exitCode);
      finish();
      return;
    }
    busy = true;
    running = startRoutine(runtime.exec(id, ['sh', '-c', line]), done);
  };
  prompt();
  return {
    stdin: (bytes) => {
      typed += decoder.decode(bytes, { stream: true });
      const parts = typed.split(/\r?\n|\r/);
      typed = parts.pop() ?? '';
      lines.push(...parts);
      next();
    },
    endStdin: () => {
      lines.push(...(typed === '' ? [] : [typed]), 'exit');
      typed = '';
      next();
    },
    resize: () => undefined,
    close: () => {
      ended = true;
      running?.cancel();
    },
  };
}
