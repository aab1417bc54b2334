import type { PodCondition } from '../../../lib/engine/apimachinery/api/core-v1';
import { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';

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

test('room that a pod was given which could not be bound is free again', () => {
  const cluster = new Cluster({
    nodes: 1,
    kubelets: 'none',
    controllerManager: { controllers: new ControllerSelection(['serviceaccount-controller']) },
  });
  cluster.resource('Namespace').create({ metadata: { name: 'guarded', labels: { guarded: 'yes' } } });
  cluster.resource('ValidatingWebhookConfiguration').create({
    metadata: { name: 'guard' },
    webhooks: [
      {
        name: 'guard.local.test',
        clientConfig: { url: 'https://nobody.local.test/' },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods/binding'] }],
        namespaceSelector: { matchLabels: { guarded: 'yes' } },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  } as never);
  cluster.advance('5s');
  const create = (namespace: string, cpu: string): void => {
    const containers = [{ name: 'main', image: 'local.test/app:1', resources: { requests: { cpu } } }];
    cluster.resource('Pod').create({ metadata: { name: 'web', namespace }, spec: { containers } });
    cluster.advance('30s');
  };
  create('guarded', '6');
  const { conditions = [] } = cluster.get('Pod', 'web', 'guarded').status ?? {};
  expect(conditions.find(({ type }: PodCondition) => type === 'PodScheduled')).toMatchObject({
    status: 'False',
    reason: 'SchedulerError',
    message: expect.stringMatching(/^binding rejected: /) as string,
  });
  create('default', '8');
  expect(cluster.get('Pod', 'web', 'default').spec?.nodeName).toBe('node-1');
  cluster.delete('ValidatingWebhookConfiguration', 'guard');
  cluster.advance('10m');
  expect(cluster.get('Pod', 'web', 'guarded').spec?.nodeName).toBeUndefined();
  cluster.resource('Pod').delete('web', 'default', { gracePeriodSeconds: 0 });
  cluster.advance('1m');
  expect(cluster.get('Pod', 'web', 'guarded').spec?.nodeName).toBe('node-1');
});
