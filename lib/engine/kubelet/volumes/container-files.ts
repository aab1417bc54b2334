/**
 * What a container finds in its file system of what others put there: its volumes, and the files that the kubelet writes.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (makeMounts)
 * Differs: what containers write themselves is not kept; volumes for that are empty directories.
 */
import { compareText } from '../../apimachinery/go-text';
import type { VolumeFile, VolumeFiles } from './volume-files';

/** A volume, or one path of it, in a container. */
export interface ContainerMount {
  readonly path: string;
  /** What is there now; what is mounted by `subPath` stays as it was when the container was made. */
  files(): VolumeFiles;
}

/** What `ls` shows of an entry: a file with its mode, or a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly mode: number;
}

const DIRECTORY_MODE = 0o755;

export class ContainerFiles {
  static readonly none = new ContainerFiles([]);

  constructor(private readonly mounts: readonly ContainerMount[]) {}

  /** Undefined where there is no such file. */
  read(path: string): string | undefined {
    return this.#find(normalized(path))?.read();
  }

  /** The entries of a directory in order of name; undefined where there is no such directory. */
  list(path: string): readonly DirectoryEntry[] | undefined {
    const folder = normalized(path);
    const entries = new Map<string, number>();
    let exists = folder === '/';
    for (const mount of this.mounts) {
      for (const [within, file] of mount.files()) {
        const whole = joined(mount.path, within);
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

  /** Of two mounts in one place the later one, of nested ones the inner one. */
  #find(path: string): VolumeFile | undefined {
    let found: VolumeFile | undefined;
    let depth = -1;
    for (const mount of this.mounts) {
      const rest = mount.path === path ? '' : below(mount.path, path);
      if (rest === undefined || mount.path.length < depth) continue;
      depth = mount.path.length;
      found = mount.files().get(rest);
    }
    return found;
  }
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

function joined(folder: string, name: string): string {
  return name === '' ? folder : normalized(`${folder}/${name}`);
}

/** The rest of a path below a folder; undefined where it is not below it. */
function below(folder: string, path: string): string | undefined {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  return path.startsWith(prefix) && path !== prefix ? path.slice(prefix.length) : undefined;
}
