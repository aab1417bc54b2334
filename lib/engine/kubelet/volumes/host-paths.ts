/**
 * The files of a node itself, as far as volumes of type hostPath look for them.
 *
 * A machine has what every Linux has, what volumes have made on it since, and what the annotation `boutique.test/host-paths` of its Node
 * names: `{"/data": "Directory", "/run/agent.sock": "Socket"}`.
 *
 * Upstream: pkg/volume/hostpath/host_path.go (checkTypeInternal)
 */
import { ConfigurationError } from '../environment/references';
import { normalized } from './container-files';

type FileType = 'Directory' | 'File' | 'Socket' | 'CharDevice' | 'BlockDevice';

const KINDS: Readonly<Record<FileType, string>> = {
  Directory: 'directory',
  File: 'file',
  Socket: 'socket file',
  CharDevice: 'character device',
  BlockDevice: 'block device',
};

const PRESENT: Readonly<Record<FileType, readonly string[]>> = {
  Directory: [
    ...[
      '/bin',
      '/boot',
      '/dev/shm',
      '/etc/cni/net.d',
      '/etc/kubernetes/manifests',
      '/etc/kubernetes/pki',
      '/etc/ssl/certs',
    ],
    ...[
      '/home',
      '/lib/modules',
      '/media',
      '/mnt',
      '/opt/cni/bin',
      '/proc',
      '/root',
      '/run/containerd',
      '/run/lock',
      '/sbin',
    ],
    ...[
      '/srv',
      '/sys/fs/bpf',
      '/sys/fs/cgroup',
      '/tmp',
      '/usr/bin',
      '/usr/lib',
      '/usr/local',
      '/usr/share',
      '/usr/src',
    ],
    ...['/var/cache', '/var/lib/cni', '/var/lib/containerd', '/var/lib/kubelet/pods', '/var/lib/kubelet/plugins'],
    ...['/var/lib/kubelet/plugins_registry', '/var/lib/kubelet/device-plugins', '/var/log/containers', '/var/log/pods'],
    ...['/var/run/containerd', '/var/spool', '/var/tmp'],
  ],
  File: [
    ...['/etc/group', '/etc/hostname', '/etc/hosts', '/etc/localtime', '/etc/machine-id', '/etc/nsswitch.conf'],
    ...['/etc/os-release', '/etc/passwd', '/etc/resolv.conf', '/run/xtables.lock', '/var/lib/kubelet/config.yaml'],
  ],
  Socket: ['/run/containerd/containerd.sock', '/var/run/containerd/containerd.sock'],
  CharDevice: [
    '/dev/console',
    '/dev/full',
    '/dev/kmsg',
    '/dev/null',
    '/dev/random',
    '/dev/tty',
    '/dev/urandom',
    '/dev/zero',
  ],
  BlockDevice: ['/dev/sda'],
};

const COMMON: ReadonlyMap<string, FileType> = commonPaths();

const ANNOTATION = 'boutique.test/host-paths';

export class HostPaths {
  readonly #made = new Map<string, FileType>();

  /** @param annotations of the Node, as they are now */
  constructor(private readonly annotations: () => Readonly<Record<string, string>> | undefined) {}

  /** Makes what is to be made. @throws ConfigurationError where something else is there, or nothing */
  check(path: string, type: string): void {
    const place = normalized(path);
    const found = this.#typeOf(place);
    if (type === 'DirectoryOrCreate' || type === 'FileOrCreate') {
      const wanted = type === 'FileOrCreate' ? 'File' : 'Directory';
      if (found === undefined) this.#make(place, wanted);
      else if (found !== wanted) throw mismatch(path, wanted);
      return;
    }
    // Whatever is asked for without a type is there once the container runtime has mounted it.
    if (type === '') this.#make(place, found ?? 'Directory');
    else if (found !== type) throw mismatch(path, type as FileType);
  }

  #typeOf(place: string): FileType | undefined {
    return COMMON.get(place) ?? this.#made.get(place) ?? this.#named().get(place);
  }

  /** What the Node says that there is; nothing where it is no JSON. */
  #named(): ReadonlyMap<string, FileType> {
    const text = this.annotations()?.[ANNOTATION];
    if (text === undefined) return COMMON;
    try {
      return withFolders(Object.entries(JSON.parse(text) as Readonly<Record<string, FileType>>));
    } catch (error) {
      if (error instanceof SyntaxError) return COMMON;
      throw error;
    }
  }

  /** Directories with all those above them; a file only where its directory is. */
  #make(place: string, type: FileType): void {
    const folders = foldersOf(place);
    if (type === 'File' && this.#typeOf(folders.at(-1)!) !== 'Directory') {
      throw new ConfigurationError(`open ${place}: no such file or directory`);
    }
    for (const folder of folders) {
      if ((this.#typeOf(folder) ?? 'Directory') !== 'Directory') {
        throw new ConfigurationError(`mkdir ${folder}: not a directory`);
      }
      if (!COMMON.has(folder)) this.#made.set(folder, 'Directory');
    }
    if (!COMMON.has(place)) this.#made.set(place, type);
  }
}

function mismatch(path: string, type: FileType): ConfigurationError {
  return new ConfigurationError(`hostPath type check failed: ${path} is not a ${KINDS[type]}`);
}

/** From the root down: `/`, `/var`, `/var/log` of `/var/log/pods`. */
function foldersOf(place: string): readonly string[] {
  const parts = place.split('/').slice(1, -1);
  return ['/', ...parts.map((_part, index) => `/${parts.slice(0, index + 1).join('/')}`)];
}

function commonPaths(): ReadonlyMap<string, FileType> {
  const types = Object.entries(PRESENT) as [FileType, readonly string[]][];
  return withFolders(types.flatMap(([type, places]) => places.map((place): [string, FileType] => [place, type])));
}

/** With all directories above. */
function withFolders(entries: readonly (readonly [place: string, type: FileType])[]): ReadonlyMap<string, FileType> {
  const paths = new Map<string, FileType>([['/', 'Directory']]);
  for (const [place, type] of entries) {
    for (const folder of foldersOf(normalized(place))) paths.set(folder, 'Directory');
    paths.set(normalized(place), type);
  }
  return paths;
}
