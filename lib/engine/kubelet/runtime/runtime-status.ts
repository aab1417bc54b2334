/**
 * What a runtime says of a pod: its sandboxes and containers, ended ones too. Immutable: a change makes a new one.
 *
 * Upstream: pkg/kubelet/container/runtime.go (PodStatus, Status)
 */
import type { Container } from '../../apimachinery/api/core-v1';

export interface SandboxStatus {
  readonly id: string;
  readonly attempt: number;
  readonly createdMs: number;
  readonly ready: boolean;
  /** '' in the network of the host. */
  readonly ip: string;
}

export type RuntimeState = 'created' | 'running' | 'exited';

export interface RuntimeContainerStatus {
  /** With the name of the runtime: `containerd://...`. */
  readonly id: string;
  readonly name: string;
  /** How often it has been started anew. */
  readonly attempt: number;
  readonly state: RuntimeState;
  readonly createdMs: number;
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly exitCode: number;
  readonly reason: string;
  readonly message: string;
  readonly image: string;
  readonly imageID: string;
  /** What it was made from. */
  readonly spec: Container;
}

export interface PodRuntimeStatus {
  /** Newest first. */
  readonly sandboxes: readonly SandboxStatus[];
  /** Newest first. */
  readonly containers: readonly RuntimeContainerStatus[];
  /** The pod's address; '' without. Of a pod whose last sandbox is gone it is what it was. */
  readonly ip: string;
}

export const noRuntimeStatus: PodRuntimeStatus = { sandboxes: [], containers: [], ip: '' };

/** The newest container of a name. */
export function containerStatusOf({ containers }: PodRuntimeStatus, name: string): RuntimeContainerStatus | undefined {
  return containers.find((container) => container.name === name);
}
