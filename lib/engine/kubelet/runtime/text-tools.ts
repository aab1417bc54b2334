/** `head`, `tail`, `wc`, `grep`, `sort`, `tee`: the tools that read files, or what they are given, and write lines. */
import { compareText } from '../../apimachinery/go-text';
import type { CommandPlace, CommandResult } from './commands';
import { done, failed, inputOf, NO_SUCH_FILE, optionsOf, placeOf, type Finished, type Tool } from './tool';

const DEFAULT_LINES = 10;
const WRONG_USE = 2;

const readsWithoutFiles = (words: readonly string[]): boolean => optionsOf(words).rest.length === 0;

export const textTools: Readonly<Record<string, Tool>> = {
  head: {
    run: (words, place) => part('head', words, place),
    reads: (words) => countAndPaths(words).paths.length === 0,
  },
  tail: {
    run: tail,
    reads: (words) => countAndPaths(words).paths.length === 0,
  },
  wc: { run: wc, reads: readsWithoutFiles },
  grep: { run: grep, reads: (words) => optionsOf(words).rest.length < 2 },
  sort: { run: sort, reads: readsWithoutFiles },
  tee: { run: tee, reads: () => true },
};

/** The text of the files, or of the input; or what failed. */
function textOf(paths: readonly string[], name: string, place: CommandPlace): string | Finished {
  if (paths.length === 0) return inputOf(place);
  const texts = paths.map((path) => place.environment.files.read(placeOf(path, place)));
  const missing = paths.find((_path, at) => texts[at] === undefined);
  return missing === undefined ? texts.join('') : failed(`${name}: ${missing}: ${NO_SUCH_FILE}\n`);
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function written(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

interface Count {
  readonly unit: 'lines' | 'bytes';
  readonly count: number;
  /** Of `tail`: from there on. */
  readonly fromStart: boolean;
  readonly paths: readonly string[];
}

/** `-n 5`, `-n5`, `-5`, `-c+1` and paths. */
function countAndPaths(words: readonly string[]): Count {
  const text = words.join('\0');
  const [whole, letter = 'n', sign, digits] = /(?:^|\0)-([nc]?)\0?([+-]?)(\d+)(?=\0|$)/.exec(text) ?? [];
  const paths = (whole === undefined ? text : text.replace(whole, '')).split('\0').filter((word) => word !== '');
  return {
    unit: letter === 'c' ? 'bytes' : 'lines',
    count: digits === undefined ? DEFAULT_LINES : Number(digits),
    fromStart: sign === '+',
    paths,
  };
}

function part(name: 'head' | 'tail', words: readonly string[], place: CommandPlace): Finished {
  const { unit, count, fromStart, paths } = countAndPaths(words);
  if (unit === 'bytes') {
    const [path] = paths;
    const bytes = path === undefined ? place.input : place.environment.files.bytes(placeOf(path, place));
    if (!bytes) return path === undefined ? done() : failed(`${name}: ${path}: ${NO_SUCH_FILE}\n`);
    return { ...done(), bytes: cut(name, bytes, count, fromStart) };
  }
  const text = textOf(paths, name, place);
  return typeof text === 'string' ? done(written(cut(name, linesOf(text), count, fromStart))) : text;
}

/** One that follows a file never ends. */
function tail(words: readonly string[], place: CommandPlace): CommandResult {
  return optionsOf(words).letters.includes('f') ? 'hang' : part('tail', words, place);
}

function cut<T extends { slice(start: number, end?: number): T; readonly length: number }>(
  name: 'head' | 'tail',
  all: T,
  count: number,
  fromStart: boolean,
): T {
  if (name === 'head') return all.slice(0, count);
  return fromStart ? all.slice(Math.max(0, count - 1)) : all.slice(Math.max(0, all.length - count));
}

function wc(words: readonly string[], place: CommandPlace): Finished {
  const { letters, rest } = optionsOf(words);
  const text = textOf(rest, 'wc', place);
  if (typeof text !== 'string') return text;
  const counts = {
    l: text.split('\n').length - 1,
    w: text.split(/\s+/).filter((word) => word !== '').length,
    c: new TextEncoder().encode(text).length,
  };
  const wanted = (['l', 'w', 'c'] as const).filter((letter) => letters === '' || letters.includes(letter));
  return done(`${[...wanted.map((letter) => counts[letter]), ...rest].join(' ')}\n`);
}

function grep(words: readonly string[], place: CommandPlace): Finished {
  const { letters, rest } = optionsOf(words);
  const [pattern = '', ...paths] = rest;
  const text = textOf(paths, 'grep', place);
  if (typeof text !== 'string') return { ...text, exitCode: WRONG_USE };
  const has = (letter: string): boolean => letters.includes(letter);
  const matches = matcherOf(pattern, has('F'), has('i'));
  if (!matches) return failed(`grep: bad regex '${pattern}'\n`, WRONG_USE);
  const found = linesOf(text).filter((line) => matches(line) !== has('v'));
  const exitCode = found.length > 0 ? 0 : 1;
  if (has('q')) return done('', exitCode);
  return done(has('c') ? `${found.length}\n` : written(found), exitCode);
}

function matcherOf(pattern: string, isFixed: boolean, ignoresCase: boolean): ((line: string) => boolean) | undefined {
  const source = isFixed ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : pattern;
  try {
    const expression = new RegExp(source, ignoresCase ? 'i' : '');
    return (line) => expression.test(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function sort(words: readonly string[], place: CommandPlace): Finished {
  const { letters, rest } = optionsOf(words);
  const text = textOf(rest, 'sort', place);
  if (typeof text !== 'string') return text;
  const compare = letters.includes('n')
    ? (a: string, b: string) => Number.parseFloat(a) - Number.parseFloat(b)
    : compareText;
  const sorted = linesOf(text).sort(compare);
  const ordered = letters.includes('r') ? sorted.reverse() : sorted;
  return done(written(letters.includes('u') ? [...new Set(ordered)] : ordered));
}

function tee(words: readonly string[], place: CommandPlace): Finished {
  const { letters, rest } = optionsOf(words);
  const { files } = place.environment;
  const text = inputOf(place);
  for (const path of rest) {
    const target = placeOf(path, place);
    const failure = files.write(target, letters.includes('a') ? `${files.read(target) ?? ''}${text}` : text);
    if (failure) return failed(`tee: ${path}: ${failure}\n`, 1, text);
  }
  return done(text);
}
