import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

// Upstream: plugin/pkg/admission/runtimeclass/admission.go (prepareObjects)
describe('RuntimeClass admission', () => {
  const ask = asking(new Cluster());
  ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const pod = (runtimeClassName: string) =>
    ask('POST', '/api/v1/namespaces/default/pods', {
      metadata: { generateName: 'p-' },
      spec: { runtimeClassName, containers: [{ name: 'app', image: 'i:1' }] },
    });

  test('a pod gets what its class adds', () => {
    const scheduling = { nodeSelector: { runs: 'boxed' } };
    const overhead = { podFixed: { cpu: '50m' } };
    ask('POST', '/apis/node.k8s.io/v1/runtimeclasses', {
      metadata: { name: 'boxed' },
      handler: 'box',
      scheduling,
      overhead,
    });
    expect(pod('boxed').body.spec).toMatchObject({ nodeSelector: { runs: 'boxed' }, overhead: { cpu: '50m' } });
  });

  test.each([
    ['missing', 403, 'pods "p-" is forbidden: pod rejected: RuntimeClass "missing" not found'],
    ['', 500, 'resource name may not be empty'],
  ])('the class "%s" is refused with %d', (name, status, message) => {
    const answer = pod(name);
    expect(answer.status).toBe(status);
    expect(answer.body.message.replace(/"p-\w*"/, '"p-"')).toBe(message);
  });
});
