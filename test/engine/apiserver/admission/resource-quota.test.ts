import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

describe('ResourceQuota', () => {
  const ask = asking(new Cluster());
  const core = (namespace: string, path = '') => `/api/v1/namespaces/${namespace}${path}`;
  const quota = (namespace: string, hard: Record<string, string>, more: object = {}) => {
    ask('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    ask('POST', core(namespace, '/serviceaccounts'), { metadata: { name: 'default' } });
    const used = Object.fromEntries(Object.keys(hard).map((name) => [name, '0']));
    ask('POST', core(namespace, '/resourcequotas'), { metadata: { name: 'q' }, spec: { hard, ...more } });
    ask('PATCH', core(namespace, '/resourcequotas/q/status'), { status: { hard, used } });
  };
  const used = (namespace: string) => ask('GET', core(namespace, '/resourcequotas/q')).body.status.used;
  const pod = (namespace: string, resources: object, more: object = {}, query = '') =>
    ask('POST', core(namespace, `/pods${query}`), {
      metadata: { generateName: 'p-' },
      spec: { containers: [{ name: 'app', image: 'i:1', resources }], ...more },
    });

  test('what is used is charged at once, and refused when it is too much', () => {
    quota('sums', { pods: '5', 'requests.cpu': '1' });
    expect(pod('sums', { requests: { cpu: '600m' } }).status).toBe(201);
    expect(used('sums')).toEqual({ pods: '1', 'requests.cpu': '600m' });
    expect(pod('sums', { requests: { cpu: '500m' } }).body.message).toMatch(
      /exceeded quota: q, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1$/,
    );
    expect(used('sums')).toEqual({ pods: '1', 'requests.cpu': '600m' });
  });

  test('a dry run is checked and not charged', () => {
    quota('dry', { pods: '1' });
    expect(pod('dry', {}, {}, '?dryRun=All').status).toBe(201);
    expect(used('dry')).toEqual({ pods: '0' });
  });

  test('cpu and memory must be said where they are limited', () => {
    quota('said', { 'limits.memory': '1Gi', 'requests.cpu': '1' });
    expect(pod('said', {}).body.message).toMatch(
      /failed quota: q: must specify limits.memory for: app; requests.cpu for: app$/,
    );
  });

  test('a quota that nobody has measured yet lets nothing through', () => {
    ask('POST', '/api/v1/namespaces', { metadata: { name: 'fresh' } });
    ask('POST', core('fresh', '/resourcequotas'), { metadata: { name: 'q' }, spec: { hard: { configmaps: '1' } } });
    ask('PATCH', core('fresh', '/resourcequotas/q/status'), { status: { hard: { configmaps: '1' } } });
    expect(ask('POST', core('fresh', '/configmaps'), { metadata: { name: 'a' } }).body.message).toMatch(
      /status unknown for quota: q, resources: configmaps$/,
    );
  });

  test('scopes: only pods of certain priority classes are counted', () => {
    ask('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', { metadata: { name: 'high' }, value: 10 });
    const scopeSelector = { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }] };
    quota('scoped', { pods: '1' }, { scopeSelector });
    expect(pod('scoped', {}).status).toBe(201);
    expect(pod('scoped', {}, { priorityClassName: 'high' }).status).toBe(201);
    expect(pod('scoped', {}, { priorityClassName: 'high' }).status).toBe(403);
    expect(used('scoped')).toEqual({ pods: '1' });
  });

  test('an update of a claim or a Service is charged for what it adds', () => {
    quota('grows', { 'requests.storage': '2Gi', 'services.nodeports': '1' });
    ask('POST', core('grows', '/services'), {
      metadata: { name: 's' },
      spec: { ports: [{ port: 1 }], selector: { a: 'b' } },
    });
    expect(ask('PATCH', core('grows', '/services/s'), { spec: { type: 'NodePort' } }).status).toBe(200);
    expect(used('grows')).toEqual({ 'requests.storage': '0', 'services.nodeports': '1' });
  });

  test('objects of any resource can be counted', () => {
    quota('counted', { 'count/leases.coordination.k8s.io': '1' });
    const lease = (name: string) =>
      ask('POST', '/apis/coordination.k8s.io/v1/namespaces/counted/leases', { metadata: { name }, spec: {} }).status;
    expect([lease('a'), lease('b')]).toEqual([201, 403]);
  });
});
