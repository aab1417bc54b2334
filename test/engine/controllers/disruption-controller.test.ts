import type { Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from '../../../lib/engine/apimachinery/api/policy-v1';
import { formatTime } from '../../../lib/engine/apimachinery/time';
import { isStatusError } from '../../../lib/engine/apimachinery/status-error';
import { template, World } from './world';

const selector = { matchLabels: { app: 'web' } };

function world(): World {
  return new World('disruption-controller', 'replicaset-controller');
}

function replicaSet(at: World, replicas: number): void {
  at.create('replicasets', 'apps', 'web', { spec: { replicas, selector, template: template('web:1') } });
}

function budget(at: World, spec: PodDisruptionBudgetSpec): void {
  at.create('poddisruptionbudgets', 'policy', 'web', { spec: { selector, ...spec } });
}

function status(at: World): PodDisruptionBudget['status'] {
  return at.get<PodDisruptionBudget>('poddisruptionbudgets', 'policy', 'web').status;
}

function evict(at: World, name: string): 'evicted' | 'refused' {
  try {
    at.client.resource('pods').createSubresource('eviction', name, 'default', {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace: 'default' } as Pod['metadata'],
    });
    return 'evicted';
  } catch (error) {
    if (isStatusError(error, 'TooManyRequests')) return 'refused';
    throw error;
  }
}

const SCALED: object = {
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'gangs', singular: 'gang', kind: 'Gang' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        subresources: { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
      },
    ],
  },
};

function pod(at: World, ...ownerReferences: readonly object[]): void {
  const metadata = { name: 'a', namespace: 'default', labels: { app: 'web' }, ownerReferences };
  at.create('pods', '', 'a', { ...template('web:1'), metadata });
}

describe('DisruptionController', () => {
  test('counts healthy pods against a percentage of what their controller asks for', () => {
    const at = world();
    replicaSet(at, 4);
    budget(at, { maxUnavailable: '25%' });
    at.pass(5_000);
    expect(status(at)).toMatchObject({ expectedPods: 4, desiredHealthy: 3, currentHealthy: 4, disruptionsAllowed: 1 });
    expect(status(at)?.conditions).toMatchObject([{ type: 'DisruptionAllowed', reason: 'SufficientPods' }]);
  });

  test('lets go only what the budget spares, and again once the replacement is ready', () => {
    const at = world();
    replicaSet(at, 3);
    budget(at, { minAvailable: 2 });
    at.pass(5_000);
    const [first, second] = at.pods().map(({ metadata }) => metadata.name);
    expect(evict(at, first!)).toBe('evicted');
    expect(evict(at, second!)).toBe('refused');
    expect(status(at)?.conditions).toMatchObject([{ status: 'False', reason: 'InsufficientPods' }]);
    at.pass(5_000);
    expect(status(at)?.disruptedPods).toBeUndefined();
    expect(evict(at, second!)).toBe('evicted');
  });

  test('counts a pod that was to be evicted again when it is still there after two minutes', () => {
    const at = world();
    replicaSet(at, 2);
    budget(at, { minAvailable: 1 });
    at.pass(5_000);
    const [victim] = at.pods();
    const budgets = at.client.resource<PodDisruptionBudget>('poddisruptionbudgets', 'policy');
    const current = budgets.get('web', 'default');
    const disruptedPods = { [victim!.metadata.name]: formatTime(at.cluster.clock.now()) };
    budgets.updateStatus({ ...current, status: { ...current.status!, disruptedPods } });
    at.pass(1_000);
    expect(status(at)).toMatchObject({ currentHealthy: 1, disruptionsAllowed: 0 });
    at.pass(150_000);
    expect(status(at)).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 1 });
    expect(at.eventTexts()).toContain(
      "NotDeleted: Pod was expected by PDB default/default to be deleted but it wasn't",
    );
  });

  test('asks the scale of a custom resource that owns the pods', () => {
    const at = world();
    at.client.resource('customresourcedefinitions', 'apiextensions.k8s.io').create({
      metadata: { name: 'gangs.example.com' },
      ...SCALED,
    });
    at.pass(1_000);
    const gang = at.create('gangs', 'example.com', 'g', { spec: { replicas: 5 } });
    const { uid } = gang.metadata;
    pod(at, { apiVersion: 'example.com/v1', kind: 'Gang', name: 'g', uid, controller: true });
    budget(at, { minAvailable: '50%' });
    at.pass(5_000);
    expect(status(at)).toMatchObject({ expectedPods: 5, desiredHealthy: 3, currentHealthy: 1, disruptionsAllowed: 0 });
  });

  test.each([
    ['batch/v1', 'Job', 'jobs.batch does not implement the scale subresource'],
    ['example.com/v1', 'Gang', 'no matches for kind "Gang" in version "example.com/v1"'],
    ['apps/v1', 'StatefulSet', 'found no controllers for pod "a"'],
  ])('allows nothing where the scale of a %s %s cannot be told, and says why', (apiVersion, kind, message) => {
    const at = world();
    pod(at, { apiVersion, kind, name: 'j', uid: 'u', controller: true });
    budget(at, { minAvailable: '50%' });
    at.pass(5_000);
    expect(status(at)).toMatchObject({ disruptionsAllowed: 0 });
    expect(status(at)?.conditions).toMatchObject([{ status: 'False', reason: 'SyncFailed', message }]);
    expect(at.eventTexts()).toContain(
      `CalculateExpectedPodCountFailed: Failed to calculate the number of expected pods: ${message}`,
    );
  });

  test('takes back a DisruptionTarget that came to nothing, after two minutes', () => {
    const at = world();
    pod(at);
    at.pass(5_000);
    const [victim] = at.pods();
    const since = formatTime(at.cluster.clock.now());
    const condition = { type: 'DisruptionTarget', status: 'True', reason: 'Test', lastTransitionTime: since };
    const conditions = [...victim!.status!.conditions!, condition];
    at.client.resource<Pod>('pods').updateStatus({ ...victim!, status: { ...victim!.status!, conditions } });
    at.pass(110_000);
    expect(at.pods()[0]!.status!.conditions).toContainEqual(
      expect.objectContaining({ status: 'True', reason: 'Test' }),
    );
    at.pass(20_000);
    const target = at.pods()[0]!.status!.conditions!.find(({ type }) => type === 'DisruptionTarget');
    expect(target).toMatchObject({ status: 'False' });
    expect(target?.reason).toBeUndefined();
  });

  test('says when a pod has several budgets', () => {
    const at = world();
    budget(at, { minAvailable: 0 });
    at.create('poddisruptionbudgets', 'policy', 'other', { spec: { selector, minAvailable: 0 } });
    at.pass(1_000);
    pod(at);
    at.pass(1_000);
    expect(at.eventTexts()).toContain(
      'MultiplePodDisruptionBudgets: Pod "default"/"a" matches multiple PodDisruptionBudgets.  Chose "other" arbitrarily.',
    );
  });
});
