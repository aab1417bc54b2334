/**
 * Usage as a pod's annotations say it: `boutique.test/cpu: 250m` and `boutique.test/memory: 10Mi` are what its first container uses, the
 * others use nothing then. Where a resource has no annotation, another source is asked.
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { Quantity } from '../../apimachinery/quantity';
import type { ContainerUsage, UsageSource } from './usage-source';

const PREFIX = 'boutique.test/';
const RESOURCES = ['cpu', 'memory'];

export class AnnotatedUsage implements UsageSource {
  constructor(private readonly otherwise: UsageSource) {}

  usageOf(pod: Pod, container: string, nowMs: number): ContainerUsage | undefined {
    const said: Record<string, string> = {};
    const first = pod.spec?.containers[0]?.name === container;
    for (const resource of RESOURCES) {
      const amount = pod.metadata.annotations?.[`${PREFIX}${resource}`];
      if (amount !== undefined && Quantity.tryParse(amount)) said[resource] = first ? amount : '0';
    }
    const known = this.otherwise.usageOf(pod, container, nowMs);
    return known || Object.keys(said).length > 0 ? { ...known, ...said } : undefined;
  }
}
