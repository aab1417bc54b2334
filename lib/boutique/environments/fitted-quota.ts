/**
 * A quota that fits a shop: room for every pod at its highest number, for an update on top, and for nothing else.
 *
 * A pod on its way out counts until it is gone, so an update needs room for its surge twice.
 */
import { type Component } from '../../constructs/components/component';
import { StatefulService } from '../../constructs/components/stateful-service';
import { parseQuantity } from '../../constructs/validation/quantity';
import { type Deployment } from '../../constructs/workloads/deployment';
import { BoutiqueService } from '../boutique-service';
import { type OnlineBoutique } from '../online-boutique';

const MEBI = 2 ** 20;
const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'] as const;

interface Scale {
  readonly pods: number;
  readonly claims: number;
}

/** Pods at most, those of an update included: the new ones and the ones that they replace. */
function highest(component: Component): Scale {
  if (component instanceof StatefulService) return { pods: component.workload.replicas ?? 1, claims: 1 };
  const scaled = component instanceof BoutiqueService ? component.autoscale?.maxReplicas : undefined;
  const pods = scaled ?? (component.workload as Deployment).replicas ?? 1;
  return { pods: pods + 2 * Math.max(1, Math.ceil(pods / 4)), claims: 0 };
}

function amount(component: Component, kind: 'requests' | 'limits', resource: string): number {
  const { template } = component.workload;
  const of = (container: (typeof template.containers)[number]): number =>
    parseQuantity(template.resourcesOf(container)[kind]?.[resource]?.value ?? 0) ?? 0;
  const together = template.containers.reduce((sum, container) => sum + of(container), 0);
  return Math.max(together, ...template.initContainers.map(of));
}

function written(resource: string, value: number): string {
  return resource === 'cpu' ? `${Math.ceil(value * 10) * 100}m` : `${Math.ceil(value / MEBI / 64) * 64}Mi`;
}

/** The bounds of a ResourceQuota for everything in `shop`. */
export function fittedQuota(shop: OnlineBoutique): Record<string, string | number> {
  const components = [...shop.services.values()].flatMap((service) => service.components);
  const hard: Record<string, string | number> = {};
  for (const kind of ['requests', 'limits'] as const) {
    for (const resource of RESOURCES) {
      const total = components.reduce(
        (sum, component) => sum + amount(component, kind, resource) * highest(component).pods,
        0,
      );
      hard[`${kind}.${resource}`] = written(resource, total);
    }
  }
  hard['pods'] = components.reduce((sum, component) => sum + highest(component).pods, 0);
  hard['persistentvolumeclaims'] = components.reduce((sum, component) => sum + highest(component).claims, 0);
  return hard;
}
