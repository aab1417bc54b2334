import type { PodCondition } from '../../../lib/engine/apimachinery/api/core-v1';
import { Cluster } from '../../../lib/engine/cluster';

// pkg/scheduler/framework/preemption/preemption.go (prepareCandidate)
test('a victim that is going already is told why it has to, as every other one', () => {
  const cluster = new Cluster({ nodes: 1 });
  cluster.advance('5s');
  cluster.resource('PriorityClass').create({ metadata: { name: 'high' }, value: 1000 } as never);
  const annotations = { 'boutique.test/run.main': '{"ignoresTerm": true}' };
  const containers = [{ name: 'main', image: 'local.test/app:1', resources: { requests: { cpu: '5' } } }];
  const create = (name: string, spec: object): void => {
    cluster.resource('Pod').create({
      metadata: { name, namespace: 'default', annotations },
      spec: { terminationGracePeriodSeconds: 300, containers, ...spec },
    });
    cluster.advance('5s');
  };
  create('old', {});
  cluster.delete('Pod', 'old');
  cluster.advance('2s');
  create('new', { priorityClassName: 'high' });
  const { conditions = [] } = cluster.get('Pod', 'old').status ?? {};
  expect(conditions.find(({ type }: PodCondition) => type === 'DisruptionTarget')).toMatchObject({
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: 'default-scheduler: preempting to accommodate a higher priority pod',
  });
  expect(cluster.get('Pod', 'new').status?.nominatedNodeName).toBe('node-1');
});
