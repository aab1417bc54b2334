/** What containers use of their node, as far as anybody knows. */
import type { Pod } from '../../apimachinery/api/core-v1';

/** Quantities by resource: `cpu`, `memory`. What is not known is left out. */
export type ContainerUsage = Readonly<Record<string, string>>;

export interface UsageSource {
  /** What a container of a running pod uses at this moment; undefined where nothing is known of it. */
  usageOf(pod: Pod, container: string, nowMs: number): ContainerUsage | undefined;
}

export const unknownUsage: UsageSource = { usageOf: () => undefined };
