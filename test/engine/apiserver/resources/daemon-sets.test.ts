import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PATH = '/apis/apps/v1/namespaces/default/daemonsets';
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function daemonSet(name: string, spec: object = {}): object {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'log:1' }] } };
  return { metadata: { name }, spec: { selector: { matchLabels: { app: name } }, template, ...spec } };
}

describe('DaemonSet', () => {
  const ask = asking(new Cluster());

  test('numbers its templates, whatever clients do to the annotation', () => {
    expect(ask('POST', PATH, daemonSet('log')).body.metadata.annotations).toEqual({ [TEMPLATE_GENERATION]: '1' });
    const patch = (body: object) => ask('PATCH', `${PATH}/log`, body).body.metadata;
    expect(patch({ metadata: { annotations: null } }).annotations).toEqual({ [TEMPLATE_GENERATION]: '1' });
    expect(patch({ spec: { minReadySeconds: 1 } })).toMatchObject({
      generation: 2,
      annotations: { [TEMPLATE_GENERATION]: '1' },
    });
    expect(patch({ spec: { template: { spec: { hostPID: true } } } })).toMatchObject({
      generation: 3,
      annotations: { [TEMPLATE_GENERATION]: '2' },
    });
  });

  test.each([
    [{ maxUnavailable: 0 }, 'maxUnavailable: Required value: cannot be 0 when maxSurge is 0'],
    [{ maxUnavailable: 1, maxSurge: 1 }, 'may not be set when maxUnavailable is non-zero'],
    [{ maxUnavailable: '101%' }, 'must not be greater than 100%'],
  ])('is updated by surge or by unavailability: %j', (rollingUpdate, message) => {
    expect(ask('POST', PATH, daemonSet('x', { updateStrategy: { rollingUpdate } })).body.message).toContain(message);
  });
});
