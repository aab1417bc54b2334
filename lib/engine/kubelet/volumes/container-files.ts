/**
 * What a container finds in its file system: its own layer, which ends with it, its volumes, and the files that the kubelet writes.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (makeMounts)
 * Differs: nothing is known of the files in images, but the directories that every one has; a directory need not be made before something
 * is written into it.
 */
import { compareText } from '../../apimachinery/go-text';
import type { VolumeFile, VolumeFiles } from './volume-files';

/** A volume, or one path of it, in a container. */
export interface ContainerMount {
  readonly path: string;
  /** What is there now; what is mounted by `subPath` stays as it was when the container was made. */
  files(): VolumeFiles;
  /** Writes a file, or takes it away (undefined). False: only to be read. */
  put?(path: string, file: VolumeFile | undefined): boolean;
}

/** What `ls` shows of an entry: a file with its mode, or a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly mode: number;
}

/** Why something could not be written, as the system says it. */
export type WriteFailure = 'Read-only file system' | 'Is a directory';

const DIRECTORY_MODE = 0o755;
const FILE_MODE = 0o644;
/** Of every image. */
const SYSTEM_DIRECTORIES = new Set(
  ['bin', 'dev', 'etc', 'home', 'lib', 'mnt', 'opt', 'proc', 'root', 'run', 'sbin', 'srv', 'sys', 'tmp', 'usr', 'var']
    .concat('usr/bin', 'usr/lib', 'usr/local', 'usr/share', 'var/lib', 'var/log', 'var/run', 'var/tmp')
    .map((name) => `/${name}`),
);

const NOTHING: VolumeFiles = new Map();
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class ContainerFiles {
  static readonly none = new ContainerFiles([]);

  constructor(private readonly mounts: readonly ContainerMount[]) {}

  /** Undefined where there is no such file. */
  read(path: string): string | undefined {
    return this.#file(path)?.read();
  }

  /** Its content as it is, be it text or not. */
  bytes(path: string): Uint8Array | undefined {
    const file = this.#file(path);
    return file && contentOf(file);
  }

  modeOf(path: string): number | undefined {
    return this.#file(path)?.mode;
  }

  isDirectory(path: string): boolean {
    const place = normalized(path);
    return place === '/' || SYSTEM_DIRECTORIES.has(place) || this.list(place) !== undefined;
  }

  /** Replaces or makes a file. */
  write(path: string, content: Uint8Array | string, mode = this.modeOf(path) ?? FILE_MODE): WriteFailure | undefined {
    if (this.isDirectory(path)) return 'Is a directory';
    const bytes = typeof content === 'string' ? encoder.encode(content) : content;
    return this.#put(path, { mode, bytes, read: () => decoder.decode(bytes) });
  }

  makeDirectory(path: string, mode = DIRECTORY_MODE): WriteFailure | undefined {
    return this.isDirectory(path) ? undefined : this.#put(path, { mode, isDirectory: true, read: () => '' });
  }

  /** A file, or a directory with all that is in it. */
  remove(path: string): WriteFailure | undefined {
    for (const found of this.below(path)) {
      const failure = this.#put(found, undefined);
      if (failure) return failure;
    }
    return undefined;
  }

  /** The files, and directories made by hand, at a path and below it, in order. */
  below(path: string): readonly string[] {
    const folder = normalized(path);
    const paths = this.mounts.flatMap((mount) => [...mount.files().keys()].map((within) => joined(mount.path, within)));
    const found = paths.filter((one) => one === folder || below(folder, one) !== undefined);
    return [...new Set(found)].filter((one) => this.#find(one) !== undefined).sort(compareText);
  }

  /** The entries of a directory in order of name; undefined where there is no such directory. */
  list(path: string): readonly DirectoryEntry[] | undefined {
    const folder = normalized(path);
    const entries = new Map<string, number>();
    let exists = folder === '/';
    for (const mount of this.mounts) {
      for (const [within, file] of mount.files()) {
        const whole = joined(mount.path, within);
        if (whole === folder && file.isDirectory) exists = true;
        const rest = below(folder, whole);
        if (rest === undefined) continue;
        exists = true;
        const [name = '', ...deeper] = rest.split('/');
        entries.set(name, deeper.length > 0 ? DIRECTORY_MODE : file.mode);
      }
      const above = below(folder, mount.path);
      if (mount.path === folder && !mount.files().has('')) exists = true;
      if (above === undefined) continue;
      exists = true;
      const [name = ''] = above.split('/');
      if (!entries.has(name)) entries.set(name, DIRECTORY_MODE);
    }
    if (!exists) return undefined;
    return [...entries].map(([name, mode]) => ({ name, mode })).sort((a, b) => compareText(a.name, b.name));
  }

  #file(path: string): VolumeFile | undefined {
    const found = this.#find(normalized(path));
    return found?.isDirectory ? undefined : found;
  }

  #find(path: string): VolumeFile | undefined {
    const [mount, rest = ''] = this.#mountOf(path);
    return mount?.files().get(rest);
  }

  #put(path: string, file: VolumeFile | undefined): WriteFailure | undefined {
    const [mount, rest = ''] = this.#mountOf(normalized(path));
    return mount?.put?.(rest, file) ? undefined : 'Read-only file system';
  }

  /** Of two mounts in one place the later one, of nested ones the inner one; and the path within it. */
  #mountOf(path: string): readonly [ContainerMount, string] | readonly [] {
    let found: readonly [ContainerMount, string] | readonly [] = [];
    let depth = -1;
    for (const mount of this.mounts) {
      const rest = mount.path === path ? '' : below(mount.path, path);
      if (rest === undefined || mount.path.length < depth) continue;
      depth = mount.path.length;
      found = [mount, rest];
    }
    return found;
  }
}

/** What a container writes outside of its volumes: there as long as it is. */
export function ownLayer(): ContainerMount {
  let files: Map<string, VolumeFile> | undefined;
  return {
    path: '/',
    files: () => files ?? NOTHING,
    put: (path, file) => {
      if (file) (files ??= new Map()).set(path, file);
      else files?.delete(path);
      return true;
    },
  };
}

/** The part of a volume at a path below its root; a single file is found under ''. */
export function subPathOf(files: VolumeFiles, subPath: string): VolumeFiles {
  const wanted = normalized(subPath).slice(1);
  if (wanted === '') return files;
  const part = new Map<string, VolumeFile>();
  for (const [path, file] of files) {
    if (path === wanted) part.set('', file);
    else if (path.startsWith(`${wanted}/`)) part.set(path.slice(wanted.length + 1), file);
  }
  return part;
}

/** Absolute, without empty parts, `.` and `..`. */
export function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function contentOf({ bytes, read }: VolumeFile): Uint8Array {
  return bytes ?? encoder.encode(read());
}

function joined(folder: string, name: string): string {
  return name === '' ? folder : normalized(`${folder}/${name}`);
}

/** The rest of a path below a folder; undefined where it is not below it. */
function below(folder: string, path: string): string | undefined {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  return path.startsWith(prefix) && path !== prefix ? path.slice(prefix.length) : undefined;
}
