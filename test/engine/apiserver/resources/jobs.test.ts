import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PATH = '/apis/batch/v1/namespaces/default/jobs';
const pods = { restartPolicy: 'Never', containers: [{ name: 'main', image: 'task:1' }] };

function job(name: string, spec: object = {}): object {
  return { metadata: { name }, spec: { template: { spec: pods }, ...spec } };
}

describe('Job', () => {
  const ask = asking(new Cluster());

  test('selects its pods by labels of its own making', () => {
    const { metadata, spec } = ask('POST', PATH, job('plain')).body;
    expect(spec.selector).toEqual({ matchLabels: { 'batch.kubernetes.io/controller-uid': metadata.uid } });
    expect(spec.template.metadata.labels).toMatchObject({ 'job-name': 'plain', 'controller-uid': metadata.uid });
    expect(metadata.labels).toEqual(spec.template.metadata.labels);
    expect(spec).toMatchObject({ parallelism: 1, completions: 1, backoffLimit: 6, suspend: false });
  });

  test('labels that it takes over from its template grow with those, labels of its own do not', () => {
    const template = { metadata: { labels: { app: 'a' } }, spec: pods };
    const taken = ask('POST', PATH, job('taken', { template })).body;
    expect(taken.spec.template.metadata.labels).toMatchObject({ app: 'a', 'job-name': 'taken' });
    expect(taken.metadata.labels).toEqual(taken.spec.template.metadata.labels);
    const own = ask('POST', PATH, {
      ...job('own', { template }),
      metadata: { name: 'own', labels: { app: 'a' } },
    }).body;
    expect(own.metadata.labels).toEqual({ app: 'a' });
  });

  test('takes a selector only from who asks for it', () => {
    const selector = { matchLabels: { app: 'a' } };
    const own = ask('POST', PATH, job('chosen', { selector }));
    expect(own.body.message).toContain('`selector` not auto-generated');
    const template = { metadata: { labels: { app: 'a' } }, spec: pods };
    const manual = ask('POST', PATH, job('manual', { manualSelector: true, selector, template }));
    expect(manual.body.spec.selector).toEqual(selector);
  });

  test('forgets what gates that are off would bring', () => {
    const gated = {
      completionMode: 'Indexed',
      backoffLimitPerIndex: 1,
      maxFailedIndexes: 1,
      podReplacementPolicy: 'Failed',
    };
    const { spec } = ask('POST', PATH, job('gated', gated)).body;
    expect(spec).not.toHaveProperty('backoffLimitPerIndex');
    expect(spec).not.toHaveProperty('maxFailedIndexes');
    expect(spec).not.toHaveProperty('podReplacementPolicy');
    const failIndex = { action: 'FailIndex', onExitCodes: { operator: 'In', values: [1] } };
    const policy = ask('POST', PATH, job('no-index', { podFailurePolicy: { rules: [failIndex] } })).body.spec;
    expect(policy.podFailurePolicy).toEqual({ rules: null });
  });

  test('its pods may be moved while it is suspended and never started, else nothing of the template changes', () => {
    ask('POST', PATH, job('waiting', { suspend: true }));
    const patch = (name: string, spec: object) => ask('PATCH', `${PATH}/${name}`, { spec: { template: { spec } } });
    expect(patch('waiting', { nodeSelector: { a: 'b' }, affinity: { nodeAffinity: {} } }).status).toBe(200);
    expect(patch('waiting', { hostPID: true }).body.message).toContain('field is immutable');
    expect(patch('plain', { nodeSelector: { a: 'b' } }).body.message).toContain('field is immutable');
  });

  test('an indexed one changes its size as a whole', () => {
    ask('POST', PATH, job('indexed', { completionMode: 'Indexed', completions: 3, parallelism: 3 }));
    const patch = (spec: object) => ask('PATCH', `${PATH}/indexed`, { spec });
    expect(patch({ completions: 4 }).body.message).toContain('can only be modified in tandem with spec.parallelism');
    expect(patch({ completions: 4, parallelism: 4 }).status).toBe(200);
  });

  test('warns that its pods stay when it is deleted without a word on them', () => {
    expect(ask('DELETE', `${PATH}/indexed?dryRun=All`).warnings).toEqual([
      expect.stringContaining('child pods are preserved by default'),
    ]);
    expect(ask('DELETE', `${PATH}/indexed?propagationPolicy=Background`).warnings).toEqual([]);
  });
});
