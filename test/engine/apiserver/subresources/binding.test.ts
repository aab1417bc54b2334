import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PODS = '/api/v1/namespaces/default/pods';
const spec = { containers: [{ name: 'main', image: 'web:1' }], automountServiceAccountToken: false };

describe('binding', () => {
  const ask = asking(new Cluster());
  beforeAll(() => {
    ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  });
  const bind = (name: string, binding: object = {}) =>
    ask('POST', `${PODS}/${name}/binding`, { metadata: { name }, target: { kind: 'Node', name: 'n1' }, ...binding });

  test('puts a pod on its node, with annotations and the condition that it is scheduled', () => {
    ask('POST', PODS, { metadata: { name: 'a' }, spec });
    expect(bind('a', { metadata: { name: 'a', annotations: { by: 'me' } } })).toMatchObject({
      status: 201,
      body: { kind: 'Status', status: 'Success' },
    });
    const pod = ask('GET', `${PODS}/a`).body;
    expect(pod).toMatchObject({ metadata: { annotations: { by: 'me' } }, spec: { nodeName: 'n1' } });
    expect(pod.status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
  });

  test('is refused where the pod has a node, is gated, or is another one', () => {
    expect(bind('a').body.message).toBe(
      'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "n1"',
    );
    ask('POST', PODS, { metadata: { name: 'gated' }, spec: { ...spec, schedulingGates: [{ name: 'example.com/g' }] } });
    expect(bind('gated').body.message).toContain('has non-empty .spec.schedulingGates');
    expect(bind('none').status).toBe(404);
    expect(bind('a', { metadata: { name: 'b' } }).body.message).toBe(
      'name in URL does not match name in Binding object',
    );
  });

  test('changes nothing in a dry run', () => {
    ask('POST', PODS, { metadata: { name: 'dry' }, spec });
    const body = { metadata: { name: 'dry' }, target: { kind: 'Node', name: 'n1' } };
    expect(ask('POST', `${PODS}/dry/binding?dryRun=All`, body).status).toBe(201);
    expect(ask('GET', `${PODS}/dry`).body.spec).not.toHaveProperty('nodeName');
  });
});
