import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PATH = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';

describe('PodDisruptionBudget', () => {
  const ask = asking(new Cluster());

  test('is given in one way: what must stay, or what may go', () => {
    const refused = (spec: object) => ask('POST', PATH, { metadata: { name: 'x' }, spec }).body.message;
    expect(refused({ minAvailable: 1, maxUnavailable: 1 })).toContain('cannot be both set');
    expect(refused({ minAvailable: '110%' })).toContain('must not be greater than 100%');
    expect(refused({ minAvailable: 1, unhealthyPodEvictionPolicy: 'Odd' })).toContain(
      '"AlwaysAllow", "IfHealthyBudget"',
    );
  });

  test('is replaced only with its resourceVersion; its status comes through the subresource', () => {
    const { body } = ask('POST', PATH, {
      metadata: { name: 'a' },
      spec: { minAvailable: 1 },
      status: { expectedPods: 9 },
    });
    expect(body.status.expectedPods).toBe(0);
    const blind = ask('PUT', `${PATH}/a`, { metadata: { name: 'a' }, spec: { minAvailable: 2 } });
    expect(blind.body.message).toContain('must be specified for an update');
    const replaced = ask('PUT', `${PATH}/a`, { ...body, spec: { minAvailable: 2 } });
    expect(replaced.body.metadata.generation).toBe(2);
    const counted = ask('PATCH', `${PATH}/a/status`, { status: { disruptionsAllowed: -1 } });
    expect(counted.body.message).toContain('status.disruptionsAllowed: Invalid value: -1');
  });
});
