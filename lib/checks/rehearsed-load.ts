/** What containers use while they are rehearsed: a part of what they request. */
import type { Pod } from '../engine/apimachinery/api/core-v1';
import { Quantity } from '../engine/apimachinery/quantity';
import type { ContainerUsage, UsageSource } from '../engine/autoscaling/metrics/usage-source';

/** Little enough that no autoscaler acts by itself. */
const CALM = 0.3;

export class RehearsedLoad implements UsageSource {
  /** Of each container's request; 1 is all of it. */
  #share = CALM;

  set(share: number): void {
    this.#share = share;
  }

  calmDown(): void {
    this.#share = CALM;
  }

  usageOf({ spec }: Pod, name: string): ContainerUsage | undefined {
    const requests = spec?.containers.find((container) => container.name === name)?.resources?.requests;
    if (!requests) return undefined;
    const used = ['cpu', 'memory'].flatMap((resource) => {
      const request = requests[resource];
      if (request === undefined) return [];
      return [[resource, Quantity.ofMilli(Math.round(Quantity.parse(request).milliValue() * this.#share)).toString()]];
    });
    return Object.fromEntries(used) as ContainerUsage;
  }
}
