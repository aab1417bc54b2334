/** `test`, `mkdir`, `rm`, `touch`, `cp`, `mv`: the tools that ask for files and change them. */
import type { CommandPlace } from './commands';
import { done, failed, forEachPath, NO_SUCH_FILE, optionsOf, placeOf, type Finished, type Tool } from './tool';

const FALSE = 1;
const WRONG_USE = 2;

export const fileTools: Readonly<Record<string, Tool>> = {
  test: { run: test },
  '[': { run: (words, place) => test(words.slice(0, words.at(-1) === ']' ? -1 : undefined), place) },
  mkdir: { run: mkdir },
  rm: { run: rm },
  touch: { run: touch },
  cp: { run: (words, place) => copy('cp', words, place) },
  mv: { run: (words, place) => copy('mv', words, place) },
};

type Judgement = (a: string, b: string, place: CommandPlace) => boolean;

const UNARY: Readonly<Record<string, Judgement>> = {
  '-d': (path, _, place) => place.environment.files.isDirectory(placeOf(path, place)),
  '-e': (path, _, place) => exists(path, place),
  '-f': (path, _, place) => place.environment.files.bytes(placeOf(path, place)) !== undefined,
  '-r': (path, _, place) => exists(path, place),
  '-w': (path, _, place) => exists(path, place),
  '-x': (path, _, place) => exists(path, place),
  '-s': (path, _, place) => (place.environment.files.bytes(placeOf(path, place))?.length ?? 0) > 0,
  '-n': (text) => text !== '',
  '-z': (text) => text === '',
};

const BINARY: Readonly<Record<string, Judgement>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '-eq': (a, b) => Number(a) === Number(b),
  '-ne': (a, b) => Number(a) !== Number(b),
  '-lt': (a, b) => Number(a) < Number(b),
  '-le': (a, b) => Number(a) <= Number(b),
  '-gt': (a, b) => Number(a) > Number(b),
  '-ge': (a, b) => Number(a) >= Number(b),
};

function test(words: readonly string[], place: CommandPlace): Finished {
  const [first = '', second = '', third = ''] = words;
  if (first === '!') {
    const { exitCode, ...result } = test(words.slice(1), place);
    return { ...result, exitCode: exitCode > FALSE ? exitCode : Number(exitCode === 0) };
  }
  const holds = (is: boolean): Finished => done('', is ? 0 : FALSE);
  if (words.length <= 1) return holds(first !== '');
  if (words.length === 2) {
    const judge = UNARY[first];
    return judge ? holds(judge(second, '', place)) : failed(`sh: ${first}: unknown operand\n`, WRONG_USE);
  }
  const judge = BINARY[second];
  return judge ? holds(judge(first, third, place)) : failed(`sh: ${second}: unknown operand\n`, WRONG_USE);
}

function exists(path: string, place: CommandPlace): boolean {
  const { files } = place.environment;
  const target = placeOf(path, place);
  return files.bytes(target) !== undefined || files.isDirectory(target);
}

function mkdir(words: readonly string[], place: CommandPlace): Finished {
  const { letters, rest } = optionsOf(words);
  const { files } = place.environment;
  return forEachPath(rest, 'mkdir', (path) => {
    if (!letters.includes('p') && exists(path, place)) return { failure: 'File exists' };
    return { failure: files.makeDirectory(placeOf(path, place)) };
  });
}

function rm(words: readonly string[], place: CommandPlace): Finished {
  const { letters, rest } = optionsOf(words);
  const { files } = place.environment;
  return forEachPath(rest, 'rm', (path) => {
    if (!exists(path, place)) return { failure: letters.includes('f') ? undefined : NO_SUCH_FILE };
    const isDirectory = files.isDirectory(placeOf(path, place));
    if (isDirectory && !/[rR]/.test(letters)) return { failure: 'Is a directory' };
    return { failure: files.remove(placeOf(path, place)) };
  });
}

function touch(words: readonly string[], place: CommandPlace): Finished {
  const { files } = place.environment;
  return forEachPath(optionsOf(words).rest, 'touch', (path) =>
    exists(path, place) ? {} : { failure: files.write(placeOf(path, place), '') },
  );
}

/** Into a directory under the same names, or under another name. */
function copy(name: 'cp' | 'mv', words: readonly string[], place: CommandPlace): Finished {
  const { rest } = optionsOf(words);
  const { files } = place.environment;
  const target = placeOf(rest.at(-1) ?? '', place);
  if (rest.length < 2) return failed(`${name}: missing file operand\n`);
  return forEachPath(rest.slice(0, -1), name, (path) => {
    const source = placeOf(path, place);
    if (!exists(path, place)) return { failure: NO_SUCH_FILE };
    const root = files.isDirectory(target) ? `${target}/${source.slice(source.lastIndexOf('/') + 1)}` : target;
    for (const file of files.below(source)) {
      const content = files.bytes(file);
      const copied = `${root}${file.slice(source.length)}`;
      const failure = content ? files.write(copied, content, files.modeOf(file)) : files.makeDirectory(copied);
      if (failure) return { failure };
    }
    return { failure: name === 'mv' ? files.remove(source) : undefined };
  });
}
