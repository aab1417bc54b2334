/**
 * What the pods of a pod's group have in common: the selectors of the Services that select it and of the controller that owns it.
 *
 * Upstream: pkg/scheduler/framework/plugins/helper/spread.go (DefaultSelector)
 */
import type { ReplicaSet, StatefulSet } from '../apimachinery/api/apps-v1';
import type { Pod, ReplicationController, Service } from '../apimachinery/api/core-v1';
import { Selector, selectorOf, selectorOfMap, type Labels } from '../apimachinery/labels';
import { controllerOf } from '../apimachinery/object-meta';
import type { InformerFactory } from '../client/informer-factory';

/** Selects everything where the pod belongs to no group. */
export type GroupSelector = (pod: Pod) => Selector;

export function groupSelectors(informers: InformerFactory): GroupSelector {
  const services = informers.of<Service>('services');
  const replicationControllers = informers.of<ReplicationController>('replicationcontrollers');
  const replicaSets = informers.of<ReplicaSet>('apps/replicasets');
  const statefulSets = informers.of<StatefulSet>('apps/statefulsets');

  const ofServices = ({ metadata }: Pod): Labels => {
    const merged: Record<string, string> = {};
    for (const { spec } of services.list(metadata.namespace)) {
      if (spec?.selector && knownSelector(spec.selector).matches(metadata.labels)) Object.assign(merged, spec.selector);
    }
    return merged;
  };

  return (pod) => {
    const labels = ofServices(pod);
    const owner = controllerOf(pod);
    const key = `${pod.metadata.namespace}/${owner?.name}`;
    const plain = (more: Labels | undefined = {}): Selector => selectorOfMap({ ...labels, ...more });
    const withOwner = (selector: Selector): Selector =>
      new Selector([...plain().requirements, ...selector.requirements]);
    switch (owner?.kind) {
      case 'ReplicationController':
        return plain(replicationControllers.get(key)?.spec?.selector);
      case 'ReplicaSet':
        return withOwner(selectorOf(replicaSets.get(key)?.spec?.selector));
      case 'StatefulSet':
        return withOwner(selectorOf(statefulSets.get(key)?.spec?.selector));
      default:
        return plain();
    }
  };
}

const known = new WeakMap<Labels, Selector>();

function knownSelector(labels: Labels): Selector {
  let selector = known.get(labels);
  if (!selector) known.set(labels, (selector = selectorOfMap(labels)));
  return selector;
}
