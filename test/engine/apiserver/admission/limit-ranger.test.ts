import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

describe('LimitRanger', () => {
  const ask = asking(new Cluster());
  const withLimits = (name: string, limits: object[]) => {
    ask('POST', '/api/v1/namespaces', { metadata: { name } });
    ask('POST', `/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: 'default' } });
    ask('POST', `/api/v1/namespaces/${name}/limitranges`, { metadata: { name: 'limits' }, spec: { limits } });
  };
  const pod = (namespace: string, resources: object, more: object = {}) =>
    ask('POST', `/api/v1/namespaces/${namespace}/pods`, {
      metadata: { generateName: 'p-' },
      spec: { containers: [{ name: 'app', image: 'i:1', resources }], ...more },
    });

  test('containers get what they do not say, and the pod a note of it', () => {
    withLimits('defaults', [
      { type: 'Container', default: { cpu: '1' }, defaultRequest: { cpu: '100m', memory: '1Mi' } },
    ]);
    const { spec, metadata } = pod('defaults', { requests: { memory: '2Mi' } }).body;
    expect(spec.containers[0].resources).toEqual({
      limits: { cpu: '1' },
      requests: { cpu: '100m', memory: '2Mi' },
    });
    expect(metadata.annotations['kubernetes.io/limit-ranger']).toBe(
      'LimitRanger plugin set: cpu request for container app; cpu limit for container app',
    );
  });

  test('bounds of a pod count its containers together, or the greediest init container', () => {
    withLimits('sums', [{ type: 'Pod', max: { cpu: '2' } }]);
    const one = { requests: { cpu: '1' }, limits: { cpu: '1' } };
    const three = { requests: { cpu: '3' }, limits: { cpu: '3' } };
    expect(pod('sums', one).status).toBe(201);
    const refused = pod('sums', one, { initContainers: [{ name: 'i', image: 'i:1', resources: three }] });
    expect(refused.body.message).toMatch(/maximum cpu usage per Pod is 2, but limit is 3$/);
  });

  test('a limit may be only so many times its request', () => {
    withLimits('ratio', [{ type: 'Container', maxLimitRequestRatio: { cpu: '2' } }]);
    expect(pod('ratio', { requests: { cpu: '300m' }, limits: { cpu: '1' } }).body.message).toMatch(
      /cpu max limit to request ratio per Container is 2, but provided ratio is 3\.333333$/,
    );
    expect(pod('ratio', {}).body.message).toMatch(/but no request is specified or request is 0$/);
  });
});
