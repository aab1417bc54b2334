/** What the benchmarks at scale put into a cluster, and how they know that it is there. */
import { type Cluster } from '../../lib/engine';
import { type Draft } from '../../lib/engine/client/client';
import { type ObjectNamed } from '../../lib/engine/client/kinds';

type PodSpec = NonNullable<ObjectNamed<'Pod'>['spec']>;

export const IMAGE = 'registry.example/web:1.0.0';
export const NEXT_IMAGE = 'registry.example/web:1.0.1';

export function podSpec(image = IMAGE): PodSpec {
  return { containers: [{ name: 'main', image, resources: { requests: { cpu: '10m', memory: '16Mi' } } }] };
}

export function deployment(name: string, replicas: number, image = IMAGE): Draft<ObjectNamed<'Deployment'>> {
  const labels = { app: name };
  return {
    metadata: { name, namespace: 'default' },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec(image) } },
  };
}

export function isRolledOut({ metadata, spec, status }: ObjectNamed<'Deployment'>): boolean {
  const replicas = spec?.replicas ?? 0;
  if (status?.observedGeneration !== metadata.generation || status?.replicas !== replicas) return false;
  return status.updatedReplicas === replicas && status.readyReplicas === replicas;
}

/** Runs until so many pods have become what is asked for, without a look at all of them after each event. */
export function runUntilPods(cluster: Cluster, count: number, isSo: (pod: ObjectNamed<'Pod'>) => boolean): void {
  let found = 0;
  cluster.informer('Pod').addHandlers({
    added: (pod) => (found += Number(isSo(pod))),
    updated: (before, after) => (found += Number(isSo(after)) - Number(isSo(before))),
  });
  cluster.runUntil(() => found === count, { within: '6h' });
}

export function isReady({ status }: ObjectNamed<'Pod'>): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

export function isBound({ spec }: ObjectNamed<'Pod'>): boolean {
  return (spec?.nodeName ?? '') !== '';
}
