import type { ReplicaSet } from '../../../lib/engine/apimachinery/api/apps-v1';
import { template, World } from './world';

const selector = { matchLabels: { app: 'web' } };

function world(): World {
  return new World('replicaset-controller');
}

function replicaSet(at: World, replicas: number, more: object = {}): ReplicaSet {
  return at.create('replicasets', 'apps', 'web', {
    spec: { replicas, selector, template: template('web:1'), ...more },
  });
}

/** By a webhook that nobody answers for. */
function refusePodDeletion(at: World): void {
  const rules = [{ operations: ['DELETE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }];
  const rest = { admissionReviewVersions: ['v1'], sideEffects: 'None', failurePolicy: 'Fail' };
  const webhooks = [{ name: 'keep.pods.test', clientConfig: { url: 'https://nowhere.test' }, rules, ...rest }];
  at.client
    .resource('validatingwebhookconfigurations', 'admissionregistration.k8s.io')
    .create({ metadata: { name: 'keep' }, webhooks } as never);
}

describe('ReplicaSetController', () => {
  test('makes the pods that are asked for, and reports them', () => {
    const at = world();
    replicaSet(at, 3);
    at.pass(5_000);
    expect(at.pods()).toHaveLength(3);
    expect(at.pods().every(({ metadata }) => metadata.generateName === 'web-')).toBe(true);
    expect(at.get<ReplicaSet>('replicasets', 'apps', 'web').status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    expect(at.eventTexts().filter((text) => text.startsWith('SuccessfulCreate: Created pod: web-'))).toHaveLength(3);
  });

  test('replaces a pod that is deleted', () => {
    const at = world();
    replicaSet(at, 2);
    at.pass(5_000);
    const [victim] = at.pods();
    at.client.resource('pods').delete(victim!.metadata.name, 'default');
    at.pass(5_000);
    expect(at.pods()).toHaveLength(2);
    expect(at.pods().map(({ metadata }) => metadata.name)).not.toContain(victim!.metadata.name);
  });

  test('scales down by taking what is not ready first', () => {
    const at = world();
    replicaSet(at, 3);
    at.pass(5_000);
    const sick = at.pods()[1]!;
    const conditions = [{ type: 'Ready', status: 'False' }];
    at.client.resource('pods').updateStatus({ ...sick, status: { ...sick.status, conditions } });
    at.client.resource('replicasets', 'apps').patch('web', 'default', 'merge', { spec: { replicas: 2 } });
    at.pass(5_000);
    expect(at.pods().map(({ metadata }) => metadata.name)).not.toContain(sick.metadata.name);
    expect(at.pods()).toHaveLength(2);
  });

  test('adopts matching orphans and makes only the rest', () => {
    const at = world();
    const metadata = { name: 'stray', namespace: 'default', labels: { app: 'web' } };
    at.create('pods', '', 'stray', { ...template('web:1'), metadata });
    at.pass(2_000);
    const { metadata: owner } = replicaSet(at, 2);
    at.pass(5_000);
    expect(at.pods()).toHaveLength(2);
    expect(at.client.resource('pods').get('stray', 'default').metadata.ownerReferences).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web',
        uid: owner.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
  });

  test('releases a pod that lost its label, and replaces it', () => {
    const at = world();
    replicaSet(at, 1);
    at.pass(5_000);
    const [pod] = at.pods();
    at.client
      .resource('pods')
      .patch(pod!.metadata.name, 'default', 'merge', { metadata: { labels: { app: 'other' } } });
    at.pass(5_000);
    expect(at.pods()).toHaveLength(2);
    expect(at.client.resource('pods').get(pod!.metadata.name, 'default').metadata.ownerReferences).toBeUndefined();
  });

  test('waits with a pod for minReadySeconds before it counts as available', () => {
    const at = world();
    replicaSet(at, 1, { minReadySeconds: 30 });
    at.pass(20_000);
    expect(at.get<ReplicaSet>('replicasets', 'apps', 'web').status).toMatchObject({ readyReplicas: 1 });
    expect(at.get<ReplicaSet>('replicasets', 'apps', 'web').status?.availableReplicas).toBeUndefined();
    at.pass(20_000);
    expect(at.get<ReplicaSet>('replicasets', 'apps', 'web').status).toMatchObject({ availableReplicas: 1 });
  });

  test('says why pods cannot be made, and goes on when they can', () => {
    const at = world();
    const account = at.client.resource('serviceaccounts');
    account.delete('default', 'default');
    replicaSet(at, 2);
    at.pass(1_000);
    expect(at.get<ReplicaSet>('replicasets', 'apps', 'web').status?.conditions).toMatchObject([
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' },
    ]);
    account.create({ metadata: { name: 'default', namespace: 'default' } });
    at.pass(300_000);
    expect(at.pods()).toHaveLength(2);
    expect(at.get<ReplicaSet>('replicasets', 'apps', 'web').status?.conditions).toBeUndefined();
  });

  // Upstream: pkg/controller/replicaset/replica_set.go (getReplicaSetsWithSameController)
  test('does not look at nodes when it is no part of a Deployment: the youngest goes', () => {
    const at = world();
    for (const [name, nodeName] of Object.entries({ first: 'node-1', second: 'node-1', third: 'node-2' })) {
      const { spec } = template('web:1') as { readonly spec: object };
      const metadata = { name, namespace: 'default', labels: { app: 'web' } };
      at.create('pods', '', name, { metadata, spec: { ...spec, nodeName } });
      at.pass(10_000);
    }
    replicaSet(at, 3);
    at.pass(5_000);
    at.client.resource('replicasets', 'apps').patch('web', 'default', 'merge', { spec: { replicas: 2 } });
    at.pass(5_000);
    expect(at.pods().map(({ metadata }) => metadata.name)).toEqual(['first', 'second']);
  });

  // Upstream: pkg/controller/controller_utils.go (RealPodControl.DeletePod)
  test('says why a pod cannot be taken away', () => {
    const at = world();
    replicaSet(at, 2);
    at.pass(5_000);
    refusePodDeletion(at);
    at.client.resource('replicasets', 'apps').patch('web', 'default', 'merge', { spec: { replicas: 1 } });
    at.pass(1_000);
    const [condition] = at.get<ReplicaSet>('replicasets', 'apps', 'web').status?.conditions ?? [];
    expect(condition).toMatchObject({ type: 'ReplicaFailure', status: 'True', reason: 'FailedDelete' });
    expect(condition?.message).toMatch(/^unable to delete pods: /);
  });
});
