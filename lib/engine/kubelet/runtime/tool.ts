/** The small tools that come with a shell, as busybox has them: what one is, and what they share. */
import { normalized } from '../volumes/container-files';
import type { CommandPlace, CommandResult } from './commands';

export interface Tool {
  /** @param words behind its name */
  run(words: readonly string[], place: CommandPlace): CommandResult;
  /** Whether it reads its input, called so. @default never */
  reads?(words: readonly string[]): boolean;
}

export type Finished = Exclude<CommandResult, string>;

export function done(stdout = '', exitCode = 0): Finished {
  return { exitCode, stdout, stderr: '', durationMs: 0 };
}

export function failed(stderr: string, exitCode = 1, stdout = ''): Finished {
  return { exitCode, stdout, stderr, durationMs: 0 };
}

/** A path as the container's files have it. */
export function placeOf(path: string, { directory = '/' }: CommandPlace): string {
  return normalized(path.startsWith('/') ? path : `${directory}/${path}`);
}

/** What a command is given to read, as text. */
export function inputOf({ input }: CommandPlace): string {
  return input === undefined ? '' : new TextDecoder().decode(input);
}

/** Single letters behind a dash, however they stand together, and the other words. */
export function optionsOf(words: readonly string[]): { readonly letters: string; readonly rest: readonly string[] } {
  const end = words.indexOf('--');
  const isOption = (word: string, at: number): boolean => /^-[A-Za-z]+$/.test(word) && (end < 0 || at < end);
  const letters = words.filter(isOption).map((word) => word.slice(1));
  return { letters: letters.join(''), rest: words.filter((word, at) => !isOption(word, at) && at !== end) };
}

/** Does something with each path; what goes wrong with one does not keep it from the others. */
export function forEachPath(
  paths: readonly string[],
  name: string,
  act: (path: string) => { readonly text?: string; readonly failure?: string },
): Finished {
  let stdout = '';
  let stderr = '';
  for (const path of paths) {
    const { text = '', failure } = act(path);
    stdout += text;
    if (failure !== undefined) stderr += `${name}: ${path}: ${failure}\n`;
  }
  return { exitCode: stderr === '' ? 0 : 1, stdout, stderr, durationMs: 0 };
}

export const NO_SUCH_FILE = 'No such file or directory';
