/** What the resource registry is built from. */
import { builtinSchemas } from '../../../../lib/engine/apimachinery/schema/builtin-schemas';
import { builtinResources } from '../../../../lib/engine/apiserver/discovery/builtin-resources';
import { type ResourceFacts } from '../../../../lib/engine/apiserver/discovery/resource-facts';

function resource(group: string, version: string, plural: string): ResourceFacts {
  const found = builtinResources().find(
    (facts) => facts.group === group && facts.version === version && facts.plural === plural,
  );
  if (!found) throw new Error(`no ${plural} in ${group}/${version}`);
  return found;
}

describe('builtinResources', () => {
  test('tells names, scope and verbs', () => {
    expect(resource('apps', 'v1', 'deployments')).toMatchObject({
      kind: 'Deployment',
      listKind: 'DeploymentList',
      singular: 'deployment',
      namespaced: true,
      shortNames: ['deploy'],
      categories: ['all'],
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    });
    expect(resource('', 'v1', 'namespaces').verbs).not.toContain('deletecollection');
    expect(resource('', 'v1', 'nodes').namespaced).toBe(false);
    expect(resource('', 'v1', 'bindings')).toMatchObject({ verbs: ['create'], shortNames: [], categories: [] });
  });

  test('tells subresources with the kind that they take', () => {
    expect(resource('apps', 'v1', 'deployments').subresources).toEqual([
      { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] },
      { name: 'status', group: 'apps', version: 'v1', kind: 'Deployment', verbs: ['get', 'patch', 'update'] },
    ]);
    expect(resource('', 'v1', 'pods').subresources.map(({ name }) => name)).toEqual([
      'attach',
      'binding',
      'ephemeralcontainers',
      'eviction',
      'exec',
      'log',
      'portforward',
      'proxy',
      'status',
    ]);
  });

  test('prefers groups and versions as discovery does', () => {
    const groupVersions = [...new Set(builtinResources().map(({ group, version }) => `${group}/${version}`))];
    expect(groupVersions.slice(0, 4)).toEqual(['/v1', 'apiregistration.k8s.io/v1', 'apps/v1', 'events.k8s.io/v1']);
    expect(groupVersions.indexOf('autoscaling/v2')).toBeLessThan(groupVersions.indexOf('autoscaling/v1'));
  });

  test('has a schema for every kind, its list and the kinds of its subresources that are objects', () => {
    const missing = builtinResources().flatMap(({ group, version, kind, listKind, verbs, subresources }) =>
      [
        { group, version, kind },
        ...(verbs.includes('list') ? [{ group, version, kind: listKind }] : []),
        ...subresources.filter((subresource) => !subresource.kind.endsWith('Options')),
      ].filter((gvk) => builtinSchemas().schemaOf(gvk) === undefined),
    );
    expect(missing).toEqual([]);
  });
});
