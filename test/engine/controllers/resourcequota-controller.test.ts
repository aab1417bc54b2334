import type { ResourceQuota } from '../../../lib/engine/apimachinery/api/core-v1';
import { template, World } from './world';

function world(hard: Readonly<Record<string, string>>, more: object = {}): World {
  const at = new World('resourcequota-controller', 'replicaset-controller');
  at.create('resourcequotas', '', 'quota', { spec: { hard, ...more } });
  at.pass(1_000);
  return at;
}

const quota = (at: World): ResourceQuota['status'] => at.get<ResourceQuota>('resourcequotas', '', 'quota').status;

describe('ResourceQuotaController', () => {
  test('counts what is there, follows what comes and goes', () => {
    const at = world({ secrets: '5', 'count/configmaps': '5' });
    expect(quota(at)).toEqual({
      hard: { 'count/configmaps': '5', secrets: '5' },
      used: { 'count/configmaps': '0', secrets: '0' },
    });
    at.create('secrets', '', 'one', {});
    at.create('secrets', '', 'two', {});
    expect(quota(at)?.used).toMatchObject({ secrets: '2' });
    at.client.resource('secrets').delete('one', 'default');
    at.pass(1_000);
    expect(quota(at)?.used).toMatchObject({ secrets: '1' });
  });

  test('a changed limit is taken over, with what is used of it', () => {
    const at = world({ secrets: '5' });
    at.create('configmaps', '', 'one', {});
    const quotas = at.client.resource<ResourceQuota>('resourcequotas');
    quotas.update({ ...quotas.get('quota', 'default'), spec: { hard: { configmaps: '3' } } });
    at.pass(1_000);
    expect(quota(at)).toEqual({ hard: { configmaps: '3' }, used: { configmaps: '1' } });
  });

  test('a pod that has ended gives back what it asked for', () => {
    const at = world({ pods: '5', 'requests.cpu': '2' });
    const resources = { requests: { cpu: '500m' } };
    at.create('pods', '', 'job', { spec: { containers: [{ name: 'main', image: 'job:1', resources }] } });
    at.pass(2_000);
    expect(quota(at)?.used).toEqual({ pods: '1', 'requests.cpu': '500m' });
    const pod = at.client.resource('pods').get('job', 'default');
    at.client.resource('pods').updateStatus({ ...pod, status: { phase: 'Succeeded' } });
    at.pass(1_000);
    expect(quota(at)?.used).toEqual({ pods: '0', 'requests.cpu': '0' });
  });

  test('a scope leaves out what it does not mean', () => {
    const at = world({ pods: '5' }, { scopes: ['NotTerminating'] });
    const containers = [{ name: 'main', image: 'web:1' }];
    at.create('pods', '', 'short', { spec: { activeDeadlineSeconds: 60, containers } });
    at.create('pods', '', 'long', { spec: { containers } });
    at.pass(6 * 60_000);
    expect(quota(at)?.used).toEqual({ pods: '1' });
  });

  test('what is used is counted anew from time to time, whoever has written the status', () => {
    const at = world({ secrets: '5' });
    const quotas = at.client.resource<ResourceQuota>('resourcequotas');
    const wrong = { hard: { secrets: '5' }, used: { secrets: '4' } };
    quotas.updateStatus({ ...quotas.get('quota', 'default'), status: wrong });
    at.pass(60_000);
    expect(quota(at)?.used).toEqual({ secrets: '4' });
    at.pass(5 * 60_000);
    expect(quota(at)?.used).toEqual({ secrets: '0' });
  });

  test('replicas that did not fit come when there is room', () => {
    const at = world({ pods: '2' });
    const selector = { matchLabels: { app: 'web' } };
    at.create('replicasets', 'apps', 'web', { spec: { replicas: 3, selector, template: template('web:1') } });
    at.pass(10_000);
    expect(at.pods()).toHaveLength(2);
    const quotas = at.client.resource<ResourceQuota>('resourcequotas');
    quotas.update({ ...quotas.get('quota', 'default'), spec: { hard: { pods: '3' } } });
    at.pass(60_000);
    expect(at.pods()).toHaveLength(3);
    expect(quota(at)?.used).toEqual({ pods: '3' });
  });

  test('objects of custom resources that are declared later are counted too', () => {
    const at = world({ 'count/rings.example.com': '2' });
    const schema = { openAPIV3Schema: { type: 'object' } };
    at.client.resource('customresourcedefinitions', 'apiextensions.k8s.io').create({
      metadata: { name: 'rings.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Ring', plural: 'rings' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    });
    at.pass(6 * 60_000);
    at.create('rings', 'example.com', 'one', {});
    at.create('rings', 'example.com', 'two', {});
    at.client.resource('rings', 'example.com').delete('one', 'default');
    at.pass(1_000);
    expect(quota(at)?.used).toEqual({ 'count/rings.example.com': '1' });
  });
});
