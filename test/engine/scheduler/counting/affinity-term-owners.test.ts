import type { Affinity, Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { AffinityTermOwners } from '../../../../lib/engine/scheduler/counting/affinity-term-owners';
import { NodeInfo } from '../../../../lib/engine/scheduler/node-info';
import { node, pod } from '../nodes-and-pods';

const a = new NodeInfo(node('a'), 0);

function away(app: string): Affinity {
  const term = { topologyKey: 'zone', labelSelector: { matchLabels: { app } } };
  return {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [term],
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 7, podAffinityTerm: term }],
    },
  };
}
const avoiding = (name: string, app: string, namespace = 'shop'): Pod =>
  pod(name, { namespace, spec: { affinity: away(app) } });

describe('AffinityTermOwners', () => {
  test('pods with the same term are counted together, and the term goes with the last of them', () => {
    const owners = new AffinityTermOwners();
    owners.add(avoiding('1', 'web'), a);
    owners.add(avoiding('2', 'web'), a);
    owners.add(avoiding('3', 'cart'), a);
    expect([...owners.requiredAntiAffinity].map(({ owners: counts }) => counts.on(a))).toEqual([2, 1]);
    expect([...owners.preferredAntiAffinity].map(({ term }) => term.weight)).toEqual([7, 7]);
    owners.remove(avoiding('1', 'web'), a);
    owners.remove(avoiding('2', 'web'), a);
    expect([...owners.requiredAntiAffinity].map(({ owners: counts }) => counts.total)).toEqual([1]);
    expect([...owners.requiredAffinity]).toEqual([]);
  });

  test('the same words mean other pods in another namespace', () => {
    const owners = new AffinityTermOwners();
    owners.add(avoiding('1', 'web'), a);
    owners.add(avoiding('2', 'web', 'bank'), a);
    const matching = [...owners.requiredAntiAffinity].filter(({ term }) =>
      term.matches({ namespace: 'bank', labels: { app: 'web' } }, () => undefined),
    );
    expect(matching).toHaveLength(1);
  });
});
