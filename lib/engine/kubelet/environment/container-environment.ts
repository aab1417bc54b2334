/**
 * What a container is started with: its variables, its command with them filled in, and the files that are mounted.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (GenerateRunContainerOptions, makeMounts), pkg/kubelet/kuberuntime/kuberuntime_container.go
 */
import type { Container, VolumeMount } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { KubeletContext } from '../kubelet-context';
import { ContainerFiles, normalized, ownLayer, subPathOf, type ContainerMount } from '../volumes/container-files';
import type { VolumeFiles } from '../volumes/volume-files';
import type { VolumeManager } from '../volumes/volume-manager';
import { environmentVariables, type Environment } from './environment-variables';
import { expand } from './expansion';
import { hostnameFault, hostsFile, resolverFile } from './hosts-file';
import { ConfigurationError } from './references';
import { checkRunAsNonRoot } from './run-as-non-root';

export interface ContainerEnvironment {
  readonly variables: Environment;
  /** As the runtime gets them: `$(NAME)` filled in. Empty where the image's own are meant. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly files: ContainerFiles;
}

/** The environment, or the message of a CreateContainerConfigError. */
export type EnvironmentOutcome =
  { readonly environment: ContainerEnvironment; readonly error?: undefined } | { readonly error: string };

const FILE_MODE = 0o644;

export class ContainerEnvironments {
  constructor(
    private readonly context: KubeletContext,
    private readonly volumes: VolumeManager,
  ) {}

  /** Also refuses what must not run so (`runAsNonRoot`). */
  make(pod: Pod, container: Container, podIP: string): EnvironmentOutcome {
    try {
      return { environment: this.#make(pod, container, podIP) };
    } catch (error) {
      if (error instanceof ConfigurationError) return { error: error.message };
      throw error;
    }
  }

  #make(pod: Pod, container: Container, podIP: string): ContainerEnvironment {
    const fault = hostnameFault(pod);
    if (fault !== undefined) throw new ConfigurationError(fault);
    const podIPs = podIP === '' ? [] : [podIP];
    const warn = (reason: string, message: string): void => this.context.events.event(pod, 'Warning', reason, message);
    const variables = environmentVariables(pod, container, podIPs, this.volumes.references, warn);
    const mounts = (container.volumeMounts ?? []).map((mount) => this.#mount(pod, container.name, mount, variables));
    checkRunAsNonRoot(pod, container, this.context.images.of(container.image ?? '')?.user ?? 0);
    const filled = (words: readonly string[] = []): string[] =>
      words.map((word) => expand(word, (name) => variables.get(name)));
    return {
      variables,
      command: filled(container.command),
      args: filled(container.args),
      files: new ContainerFiles([...ownLayerOf(container), ...kubeletFiles(pod, podIPs), ...mounts]),
    };
  }

  #mount(pod: Pod, container: string, mount: VolumeMount, variables: Environment): ContainerMount {
    const { name, mountPath: path } = mount;
    const now = this.volumes.filesOf(pod, name);
    if (!now) throw new ConfigurationError(`cannot find volume "${name}" to mount into container "${container}"`);
    const subPath = subPathFor(mount, variables);
    const inVolume = subPath === '' ? '' : `${normalized(subPath).slice(1)}/`;
    const put: ContainerMount['put'] = (within, file) =>
      mount.readOnly !== true && this.volumes.put(pod, name, `${inVolume}${within}`, file);
    if (subPath === '') return { path, put, files: () => this.volumes.filesOf(pod, name) ?? now };
    const part = this.volumes.isFilled(pod, name) ? subPathOf(now, subPath) : undefined;
    return { path, put, files: () => part ?? subPathOf(this.volumes.filesOf(pod, name) ?? now, subPath) };
  }
}

/** None where the container may write nowhere but into its volumes. */
function ownLayerOf({ securityContext }: Container): ContainerMount[] {
  return securityContext?.readOnlyRootFilesystem === true ? [] : [ownLayer()];
}

/** What the kubelet itself puts into each container; a volume in the same place hides it. */
function kubeletFiles(pod: Pod, podIPs: readonly string[]): ContainerMount[] {
  const file = (path: string, read: () => string): ContainerMount => {
    let files: VolumeFiles | undefined;
    return { path, files: () => (files ??= new Map([['', { mode: FILE_MODE, read }]])) };
  };
  return [file('/etc/hosts', () => hostsFile(pod, podIPs)), file('/etc/resolv.conf', () => resolverFile(pod))];
}

/** @throws ConfigurationError for a variable that is missing, and for paths that lead out of the volume */
function subPathFor({ subPath = '', subPathExpr = '' }: VolumeMount, variables: Environment): string {
  if (subPathExpr === '') return subPath;
  const missing = new Set<string>();
  const expanded = expand(subPathExpr, (name) => {
    if (!variables.has(name)) missing.add(name);
    return variables.get(name);
  });
  if (missing.size > 0) throw new ConfigurationError(`missing value for ${[...missing].sort().join(', ')}`);
  if (expanded.startsWith('/'))
    throw new ConfigurationError(`error SubPath \`${expanded}\` must not be an absolute path`);
  if (expanded.split('/').includes('..')) {
    throw new ConfigurationError(`unable to provision SubPath \`${expanded}\`: must not contain '..'`);
  }
  return expanded;
}
