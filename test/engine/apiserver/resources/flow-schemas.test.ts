import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PATH = '/apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas';
const RULE = {
  subjects: [{ kind: 'User', user: { name: 'u' } }],
  resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], namespaces: ['*'] }],
};

describe('FlowSchema', () => {
  const ask = asking(new Cluster());
  const create = (spec: object) =>
    ask('POST', PATH, {
      metadata: { generateName: 'f-' },
      spec: { priorityLevelConfiguration: { name: 'system' }, rules: [RULE], ...spec },
    });

  test('all that the real server starts with are there, referring to levels that exist', () => {
    const { items } = ask('GET', PATH).body;
    expect(items).toHaveLength(13);
    const levels = ask('GET', PATH.replace('flowschemas', 'prioritylevelconfigurations')).body.items;
    const names = levels.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
    for (const { spec, status } of items) {
      expect(names).toContain(spec.priorityLevelConfiguration.name);
      expect(status.conditions[0]).toMatchObject({ type: 'Dangling', status: 'False', reason: 'Found' });
    }
  });

  test('the precedence is 1000 unless said, and 1 only that of exempt', () => {
    expect(create({}).body.spec.matchingPrecedence).toBe(1000);
    expect(create({ matchingPrecedence: 1 }).body.message).toMatch(
      /only the schema named 'exempt' may have matchingPrecedence 1$/,
    );
  });

  test.each([
    [
      'a verb that does not exist',
      { resourceRules: [{ ...RULE.resourceRules[0], verbs: ['look'] }] },
      'resourceRules[0].verbs',
    ],
    ['no namespace', { resourceRules: [{ ...RULE.resourceRules[0], namespaces: [] }] }, 'resourceRules[0].namespaces'],
    [
      'a star in the middle of a path',
      { nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/a*b'] }] },
      'nonResourceRules[0].nonResourceURLs[0]',
    ],
    ['a subject of two kinds', { subjects: [{ ...RULE.subjects[0], group: { name: 'g' } }] }, 'subjects[0].group'],
    ['nobody', { subjects: [] }, 'subjects'],
  ])('%s is refused', (_what, more, field) => {
    expect(create({ rules: [{ ...RULE, ...more }] }).body.details.causes[0].field).toBe(`spec.rules[0].${field}`);
  });

  test('the mandatory ones keep their spec', () => {
    const changed = ask('PATCH', `${PATH}/catch-all`, { spec: { matchingPrecedence: 9999 } });
    expect(changed.body.message).toContain("spec of 'catch-all' must equal the fixed value");
    expect(ask('PATCH', `${PATH}/catch-all`, { metadata: { labels: { a: 'b' } } }).status).toBe(200);
  });

  test('one that changes is looked at as a whole', () => {
    const { name } = create({}).body.metadata;
    const { body } = ask('PATCH', `${PATH}/${name}`, { metadata: { finalizers: ['a b/c'] } });
    const fields = body.details.causes.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(['metadata.finalizers', 'metadata.finalizers']);
  });
});
