import { describeRules, ruleAllows, uncoveredRules } from '../../../../lib/engine/apiserver/authorization/policy-rule';

const asked = { user: { name: 'u', groups: [] }, isResource: true, path: '', version: 'v1', namespace: '', name: 'n' };
const URL = { ...asked, isResource: false, group: '', resource: '', subresource: '', verb: 'get' };

describe('PolicyRule', () => {
  test.each([
    ['pods', 'pods', '', true],
    ['pods', 'pods', 'log', false],
    ['pods/log', 'pods', 'log', true],
    ['*/log', 'pods', 'log', true],
    ['*', 'pods', 'log', true],
  ])('a rule for %s on %s and subresource "%s": %s', (resources, resource, subresource, allowed) => {
    const rule = { verbs: ['get'], apiGroups: [''], resources: [resources] };
    expect(ruleAllows(rule, { ...asked, verb: 'get', group: '', resource, subresource })).toBe(allowed);
  });

  test.each([
    ['/healthz', '/healthz', true],
    ['/healthz/*', '/healthz/etcd', true],
    ['/healthz/*', '/healthz', false],
    ['*', '/anything', true],
  ])('the URL rule %s on %s: %s', (pattern, path, allowed) => {
    expect(ruleAllows({ verbs: ['get'], nonResourceURLs: [pattern] }, { ...URL, path })).toBe(allowed);
  });

  test('what is not covered is told in one line for each resource', () => {
    const owned = [{ verbs: ['get'], apiGroups: ['*'], resources: ['*'] }];
    const wanted = [
      { verbs: ['get', 'list', 'watch'], apiGroups: ['', 'apps'], resources: ['pods'], resourceNames: ['a'] },
    ];
    expect(describeRules(uncoveredRules(owned, wanted))).toEqual([
      '{APIGroups:[""], Resources:["pods"], ResourceNames:["a"], Verbs:["list" "watch"]}',
      '{APIGroups:["apps"], Resources:["pods"], ResourceNames:["a"], Verbs:["list" "watch"]}',
    ]);
  });

  test('a rule for some names does not cover a rule for all', () => {
    const named = { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] };
    const every = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };
    expect(uncoveredRules([named], [every])).toEqual([every]);
    expect(uncoveredRules([every], [named])).toEqual([]);
  });
});
