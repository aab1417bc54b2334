import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PODS = '/api/v1/namespaces/default/pods';
const BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';

describe('eviction', () => {
  let ask = asking(new Cluster());
  beforeEach(() => {
    ask = asking(new Cluster());
    ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  });

  function runningPod(name: string, ready = 'True'): void {
    const spec = {
      nodeName: 'n1',
      containers: [{ name: 'main', image: 'web:1' }],
      automountServiceAccountToken: false,
    };
    ask('POST', PODS, { metadata: { name, labels: { app: 'w' } }, spec });
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: ready }] };
    ask('PATCH', `${PODS}/${name}/status`, { status });
  }

  function budget(name: string, status: object, spec: object = {}): void {
    const selector = { matchLabels: { app: 'w' } };
    ask('POST', BUDGETS, { metadata: { name }, spec: { minAvailable: 1, selector, ...spec } });
    ask('PATCH', `${BUDGETS}/${name}/status`, { status: { observedGeneration: 1, ...status } });
  }

  const evict = (name: string, eviction: object = {}) =>
    ask('POST', `${PODS}/${name}/eviction`, { metadata: { name }, ...eviction });

  test('spends a disruption, and says so when none is left', () => {
    runningPod('a');
    budget('b', { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 });
    expect(evict('a')).toMatchObject({ status: 201, body: { status: 'Success' } });
    const { status } = ask('GET', `${BUDGETS}/b`).body;
    expect(Object.keys(status.disruptedPods)).toEqual(['a']);
    expect(status.conditions).toMatchObject([
      { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' },
    ]);
    const pod = ask('GET', `${PODS}/a`).body;
    expect(pod.metadata.deletionTimestamp).toBeDefined();
    expect(pod.status.conditions).toContainEqual(expect.objectContaining({ reason: 'EvictionByEvictionAPI' }));
  });

  test('waits until the budget has seen its own change', () => {
    runningPod('a');
    budget('b', { disruptionsAllowed: 1, observedGeneration: 0 });
    const refused = evict('a');
    expect(refused.status).toBe(429);
    expect(refused.body.details).toMatchObject({ retryAfterSeconds: 10, causes: [{ reason: 'DisruptionBudget' }] });
  });

  test('an unready pod goes without spending anything, if enough others are healthy or the policy allows', () => {
    runningPod('a', 'False');
    budget('b', { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 });
    expect(evict('a').status).toBe(201);
    runningPod('c', 'False');
    ask('PATCH', `${BUDGETS}/b/status`, { status: { currentHealthy: 0 } });
    expect(evict('c').status).toBe(429);
    ask('PATCH', `${BUDGETS}/b`, { spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow' } });
    expect(evict('c').status).toBe(201);
    expect(ask('GET', `${BUDGETS}/b`).body.status).not.toHaveProperty('disruptedPods');
  });

  test('two budgets are too many', () => {
    runningPod('a');
    budget('b', {});
    budget('c', {});
    expect(evict('a')).toMatchObject({ status: 500, body: { message: expect.stringContaining('more than one') } });
  });

  test('changes nothing in a dry run, and heeds the preconditions of its deletion', () => {
    runningPod('a');
    expect(evict('a', { deleteOptions: { dryRun: ['All'] } }).status).toBe(201);
    expect(ask('GET', `${PODS}/a`).body.metadata).not.toHaveProperty('deletionTimestamp');
    expect(evict('a', { deleteOptions: { preconditions: { uid: 'other' } } }).status).toBe(409);
    const { resourceVersion } = ask('GET', `${PODS}/a`).body.metadata;
    expect(evict('a', { deleteOptions: { preconditions: { resourceVersion } } }).status).toBe(201);
  });

  test('is still taken as policy/v1beta1', () => {
    runningPod('a');
    expect(evict('a', { apiVersion: 'policy/v1beta1', kind: 'Eviction' }).status).toBe(201);
    expect(evict('a', { apiVersion: 'policy/v2', kind: 'Eviction' }).status).toBe(400);
  });
});
