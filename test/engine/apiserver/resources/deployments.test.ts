import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PATH = '/apis/apps/v1/namespaces/default/deployments';

function deployment(name: string, spec: object = {}): object {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } };
  return { metadata: { name }, spec: { selector: { matchLabels: { app: name } }, template, ...spec } };
}

describe('Deployment', () => {
  const ask = asking(new Cluster());

  test('rolls a quarter at a time unless told otherwise', () => {
    const { body } = ask('POST', PATH, deployment('plain'));
    expect(body.spec).toMatchObject({
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    });
    expect(ask('POST', PATH, deployment('recreated', { strategy: { type: 'Recreate' } })).body.spec.strategy).toEqual({
      type: 'Recreate',
    });
  });

  test('tells every fault at once, those of the template too', () => {
    const broken = deployment('broken', {
      replicas: -1,
      selector: { matchLabels: { app: 'other' } },
      strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '110%' } },
      progressDeadlineSeconds: 0,
    });
    const fields = ask('POST', PATH, broken).body.details.causes.map((cause: { field: string }) => cause.field);
    expect(fields).toEqual([
      'spec.replicas',
      'spec.template.metadata.labels',
      'spec.strategy.rollingUpdate.maxUnavailable',
      'spec.progressDeadlineSeconds',
    ]);
  });

  // pkg/apis/apps/validation/validation.go (ValidateDeploymentSpec), Go's %#v
  test.each([
    [{}, 'map[string]string(nil)', '[]v1.LabelSelectorRequirement(nil)'],
    [{ matchLabels: {} }, 'map[string]string{}', '[]v1.LabelSelectorRequirement(nil)'],
    [{ matchLabels: {}, matchExpressions: [] }, 'map[string]string{}', '[]v1.LabelSelectorRequirement{}'],
  ])('shows the empty selector %j as it was sent', (selector, labels, expressions) => {
    const { message } = ask('POST', PATH, deployment('empty', { selector })).body;
    const shown = `v1.LabelSelector{MatchLabels:${labels}, MatchExpressions:${expressions}}`;
    expect(message).toContain(`spec.selector: Invalid value: ${shown}: empty selector is invalid for deployment`);
  });

  test('counts changes of its spec and annotations as generations; its selector never changes', () => {
    const patch = (body: object) => ask('PATCH', `${PATH}/plain`, body);
    expect(patch({ spec: { replicas: 3 } }).body.metadata.generation).toBe(2);
    expect(patch({ metadata: { annotations: { a: 'b' } } }).body.metadata.generation).toBe(3);
    expect(patch({ metadata: { labels: { a: 'b' } } }).body.metadata.generation).toBe(3);
    const labels = { app: 'other' };
    const moved = patch({ spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } });
    expect(moved.status).toBe(422);
    expect(moved.body.message).toContain('spec.selector: Invalid value');
    const taken = patch({ spec: { selector: null } });
    expect(taken.body.message).toContain('spec.selector: Invalid value: "null": field is immutable');
  });

  test('a status keeps its labels, and its counters add up', () => {
    const written = ask('PATCH', `${PATH}/plain/status`, {
      metadata: { labels: { new: 'x' } },
      status: { replicas: 2 },
    });
    expect(written.body.metadata.labels).toEqual({ a: 'b' });
    expect(written.body.status).toEqual({ replicas: 2 });
    const { body } = ask('PATCH', `${PATH}/plain/status`, { status: { readyReplicas: 3 } });
    expect(body.message).toContain('status.readyReplicas: Invalid value: 3: cannot be greater than status.replicas');
  });

  test('a name that no pod can have is taken with a warning', () => {
    const { status, warnings } = ask('POST', PATH, deployment('a.b'));
    expect(status).toBe(201);
    expect(warnings).toEqual([expect.stringContaining('a DNS label is recommended')]);
  });
});
