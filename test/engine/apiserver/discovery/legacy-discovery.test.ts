/** The documents that kubectl falls back to, byte for byte, and how custom resources take their place among them. */
import {
  builtinGroupVersions,
  CUSTOM_RESOURCE_PRIORITY,
  type DiscoveredGroupVersion,
} from '../../../../lib/engine/apiserver/discovery/group-versions';
import {
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
} from '../../../../lib/engine/apiserver/discovery/legacy-discovery';
import { recordedFile, recordedOpenApi } from '../../../support/recorded-openapi';

function documents(groupVersions: readonly DiscoveredGroupVersion[]): Record<string, unknown> {
  const groups = new Set(groupVersions.map(({ group }) => group).filter((group) => group !== ''));
  return {
    '/api': apiVersions('127.0.0.1:6443'),
    '/apis': apiGroupList(groupVersions),
    ...Object.fromEntries([...groups].map((group) => [`/apis/${group}`, apiGroup(groupVersions, group)])),
    ...Object.fromEntries(
      groupVersions.map((groupVersion) => [
        groupVersion.group === '' ? '/api/v1' : `/apis/${groupVersion.group}/${groupVersion.version}`,
        apiResourceList(groupVersion),
      ]),
    ),
  };
}

function custom(group: string, version: string): DiscoveredGroupVersion {
  return { group, version, ...CUSTOM_RESOURCE_PRIORITY, resources: [] };
}

describe('legacy discovery', () => {
  recordedOpenApi('gives the documents of the real server byte for byte', () => {
    const recorded = recordedFile<Record<string, unknown>>('discovery.json');
    const ours = documents(builtinGroupVersions());
    expect(Object.keys(ours).sort()).toEqual(Object.keys(recorded).sort());
    for (const [path, document] of Object.entries(recorded))
      expect(`${path} ${JSON.stringify(ours[path])}`).toBe(`${path} ${JSON.stringify(document)}`);
  });

  test('puts custom groups after the built-in ones, by name, whatever the order they came in', () => {
    const list = apiGroupList([
      custom('b.example.com', 'v1'),
      ...builtinGroupVersions(),
      custom('a.example.com', 'v1'),
    ]);
    const names = (list['groups'] as { name: string }[]).map(({ name }) => name);
    expect(names[0]).toBe('apiregistration.k8s.io');
    expect(names.slice(-3)).toEqual(['flowcontrol.apiserver.k8s.io', 'a.example.com', 'b.example.com']);
  });

  test('prefers stable versions of a custom group, then the higher one', () => {
    const versions = ['v1alpha1', 'v2beta1', 'v1', 'v10', 'foo', 'v2'].map((version) => custom('example.com', version));
    expect(apiGroup(versions, 'example.com')).toMatchObject({
      versions: ['v10', 'v2', 'v1', 'v2beta1', 'v1alpha1', 'foo'].map((version) => ({ version })),
      preferredVersion: { groupVersion: 'example.com/v10', version: 'v10' },
    });
  });

  test('knows no group that nobody serves, and no core group under /apis', () => {
    expect(apiGroup(builtinGroupVersions(), 'example.com')).toBeUndefined();
    expect(apiGroup(builtinGroupVersions(), '')).toBeUndefined();
  });
});
