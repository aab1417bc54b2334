/**
 * Services: how many, how many with a load balancer, how many node ports.
 *
 * Upstream: pkg/quota/v1/evaluator/core/services.go
 */
import type { Service } from '../../apimachinery/api/core-v1';
import { Quantity } from '../../apimachinery/quantity';
import type { QuotaEvaluator } from './quota-evaluator';

const NAMES = ['count/services', 'services', 'services.nodeports', 'services.loadbalancers'];

export const serviceEvaluator: QuotaEvaluator = {
  countsUpdates: true,
  countsState: true,
  matchingResources: (names) => names.filter((name) => NAMES.includes(name)),
  usage: (object) => {
    const service = object as unknown as Service;
    return new Map([
      ['count/services', Quantity.of(1)],
      ['services', Quantity.of(1)],
      ['services.loadbalancers', Quantity.of(service.spec?.type === 'LoadBalancer' ? 1 : 0)],
      ['services.nodeports', Quantity.of(nodePorts(service))],
    ]);
  },
};

/** Ports are not allocated yet when this is asked: what counts is the intent. */
function nodePorts({ spec }: Service): number {
  const ports = spec?.ports ?? [];
  if (spec?.type === 'NodePort') return ports.length;
  if (spec?.type !== 'LoadBalancer') return 0;
  if (spec.allocateLoadBalancerNodePorts !== false) return ports.length;
  return ports.filter(({ nodePort }) => nodePort).length;
}
