/**
 * `tar`: packs files of a container, unpacks them into it, and lists them, as `kubectl cp` asks for.
 *
 * Upstream: staging/src/k8s.io/kubectl/pkg/cmd/cp/cp.go (copyToPod, newTarPipe)
 * Differs: archives are not compressed.
 */
import type { CommandPlace } from './commands';
import { readArchive, writeArchive, type ArchiveEntry } from './tar-archive';
import { done, failed, inputOf, NO_SUCH_FILE, placeOf, type Finished, type Tool } from './tool';

const DIRECTORY_MODE = 0o755;
const STANDARD_STREAM = '-';

interface Asked {
  readonly mode: string;
  readonly archive: string;
  readonly folder: string;
  readonly paths: readonly string[];
}

export const tarTool: Tool = {
  run: (words, place) => {
    const asked = askedOf(words, place);
    if (asked.mode === 'c') return pack(asked, place);
    if (asked.mode === 'x' || asked.mode === 't') return unpack(asked, place);
    return failed('tar: You must specify one of the options -c, -t or -x\n', 2);
  },
  reads: (words) => {
    const { mode, archive } = askedOf(words, {});
    return mode !== 'c' && archive === STANDARD_STREAM;
  },
};

/** `-xmf - -C /tmp`, `cf - path`; long options change nothing here. */
function askedOf(words: readonly string[], place: Pick<CommandPlace, 'directory'>): Asked {
  let mode = '';
  let archive = STANDARD_STREAM;
  let folder = place.directory ?? '/';
  const paths: string[] = [];
  const waiting = words.filter((word) => !word.startsWith('--'));
  for (let first = true; waiting.length > 0; first = false) {
    const word = waiting.shift()!;
    if (word === STANDARD_STREAM || (!first && !word.startsWith('-'))) {
      paths.push(word);
      continue;
    }
    for (const letter of word.replace(/^-/, '')) {
      if (/[cxt]/.test(letter)) mode = letter;
      if (letter === 'f') archive = waiting.shift() ?? archive;
      if (letter === 'C') folder = placeOf(waiting.shift() ?? '/', { ...place, directory: folder } as CommandPlace);
    }
  }
  return { mode, archive, folder, paths };
}

function pack({ archive, folder, paths }: Asked, place: CommandPlace): Finished {
  const { files } = place.environment;
  const inFolder = { ...place, directory: folder };
  const entries: ArchiveEntry[] = [];
  let stderr = paths.some((path) => path.startsWith('/')) ? "tar: removing leading '/' from member names\n" : '';
  for (const path of paths) {
    const root = placeOf(path, inFolder);
    const nameOf = (file: string): string => `${path.replace(/^\/+|\/+$/g, '')}${file.slice(root.length)}`;
    if (files.isDirectory(root)) entries.push(directory(nameOf(root) || '.'));
    else if (files.bytes(root) === undefined) stderr += `tar: ${path}: ${NO_SUCH_FILE}\n`;
    for (const file of files.below(root)) {
      const content = files.bytes(file);
      if (content) entries.push({ path: nameOf(file), mode: files.modeOf(file) ?? 0, isDirectory: false, content });
      else if (file !== root) entries.push(directory(nameOf(file)));
    }
  }
  const exitCode = stderr.includes(NO_SUCH_FILE) ? 1 : 0;
  const bytes = writeArchive(entries, place.nowMs);
  if (archive === STANDARD_STREAM) return { ...done('', exitCode), bytes, stderr };
  const failure = files.write(placeOf(archive, place), bytes);
  return failure ? failed(`tar: ${archive}: ${failure}\n`) : failed(stderr, exitCode);
}

function directory(path: string): ArchiveEntry {
  return { path: `${path}/`, mode: DIRECTORY_MODE, isDirectory: true, content: new Uint8Array() };
}

function unpack({ mode, archive, folder, paths }: Asked, place: CommandPlace): Finished {
  const { files } = place.environment;
  const bytes = archive === STANDARD_STREAM ? (place.input ?? new Uint8Array()) : files.bytes(placeOf(archive, place));
  if (!bytes) return failed(`tar: can't open '${archive}': ${NO_SUCH_FILE}\n`);
  if (!files.isDirectory(folder)) return failed(`tar: can't change directory to '${folder}': ${NO_SUCH_FILE}\n`);
  const entries = readArchive(bytes);
  if (!entries) return failed(`tar: ${inputOf(place) === '' ? 'short read' : 'invalid tar magic'}\n`);
  const isWanted = ({ path }: ArchiveEntry): boolean =>
    paths.length === 0 || paths.some((one) => path === one || path.startsWith(`${one}/`));
  const wanted = entries.filter(isWanted);
  if (mode === 't') return done(wanted.map(({ path }) => `${path}\n`).join(''));
  for (const { path, mode: permissions, isDirectory, content } of wanted) {
    // Nothing is unpacked outside of the folder.
    const target = placeOf(placeOf(path, { ...place, directory: '/' }).slice(1), { ...place, directory: folder });
    const failure = isDirectory ? files.makeDirectory(target, permissions) : files.write(target, content, permissions);
    if (failure) return failed(`tar: can't open '${path}': ${failure}\n`);
  }
  return done();
}
