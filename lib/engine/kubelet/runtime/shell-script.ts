/**
 * A shell as far as probes and hooks need one: `sh -c "A && B || C; D"`, where each part is a command that containers know.
 *
 * Differs: no variables, quotes other than around words, pipes or files.
 */
import type { CommandResult } from './commands';

const SHELL = /^(?:\/bin\/|\/usr\/bin\/)?(?:sh|bash|ash)$/;
const BUILT_IN: Readonly<Record<string, number>> = { true: 0, ':': 0, false: 1, exit: 0 };
const NOT_FOUND = 127;

/** The text of a script that a command runs in a shell. */
export function shellScriptOf(command: readonly string[]): string | undefined {
  const [shell = '', option = '', script] = command;
  return SHELL.test(shell) && /^-[a-z]*c$/.test(option) ? script : undefined;
}

/** Whether a command is a shell that reads what to do from its input. */
export function isInteractiveShell(command: readonly string[]): boolean {
  return SHELL.test(command[0] ?? '') && command.slice(1).every((word) => /^-[il]+$/.test(word));
}

/** @param run runs one of the commands */
export function runShellScript(script: string, run: (words: readonly string[]) => CommandResult): CommandResult {
  const total = { exitCode: 0, stdout: '', stderr: '', durationMs: 0 };
  let operator = ';';
  for (const part of script.split(/(&&|\|\||;|\n)/)) {
    if (/^(&&|\|\||;|\n)$/.test(part)) {
      operator = part;
      continue;
    }
    const words = wordsOf(part);
    if (words.length === 0 || (operator === '&&' && total.exitCode !== 0)) continue;
    if (operator === '||' && total.exitCode === 0) continue;
    if (words[0] === 'exit') return { ...total, exitCode: Number(words[1] ?? total.exitCode) };
    const result = builtIn(words) ?? run(words);
    if (result === 'hang') return result;
    if (result === 'not found') {
      total.exitCode = NOT_FOUND;
      total.stderr += `sh: ${words[0]}: not found\n`;
      continue;
    }
    total.exitCode = result.exitCode;
    total.stdout += result.stdout;
    total.stderr += result.stderr;
    total.durationMs += result.durationMs;
  }
  return total;
}

function builtIn([name = '']: readonly string[]): CommandResult | undefined {
  return Object.hasOwn(BUILT_IN, name)
    ? { exitCode: BUILT_IN[name]!, stdout: '', stderr: '', durationMs: 0 }
    : undefined;
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
