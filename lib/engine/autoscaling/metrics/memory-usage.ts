/**
 * Usage as kubelets see it: memory as the image or the script of a container says it, and hardly any cpu.
 *
 * Differs: nobody models load yet, so a container idles; whoever wants cpu to matter says it with the pod's annotation.
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { Quantity } from '../../apimachinery/quantity';
import type { ContainerUsage, UsageSource } from './usage-source';

const IDLE_CPU = '1m';

export class MemoryUsage implements UsageSource {
  /** @param memoryOf bytes by the name of the container, 0 where nothing is known */
  constructor(private readonly memoryOf: (pod: Pod) => ReadonlyMap<string, number>) {}

  usageOf(pod: Pod, container: string): ContainerUsage | undefined {
    const bytes = this.memoryOf(pod).get(container) ?? 0;
    return bytes === 0 ? undefined : { cpu: IDLE_CPU, memory: Quantity.of(bytes, 'BinarySI').toString() };
  }
}
