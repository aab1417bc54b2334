import { Cluster } from '../../../lib/engine/cluster';
import type { KubeObject } from '../../../lib/engine/apimachinery/object-meta';
import { ApiClient } from '../../../lib/engine/client/api-client';

type ConfigMap = KubeObject<{ readonly data?: Readonly<Record<string, string>> }>;

function clientOf(cluster: Cluster): ApiClient {
  return new ApiClient(cluster.apiServer.core, { userAgent: 'test/1.0' });
}

const settings = { metadata: { name: 'settings', namespace: 'default' }, data: { colour: 'red' } };

describe('ApiClient', () => {
  test('creates, reads, changes and deletes, typed', () => {
    const maps = clientOf(new Cluster()).resource<ConfigMap>('configmaps');
    const made = maps.create(settings);
    expect(made.kind).toBe('ConfigMap');
    const changed = maps.update({ ...made, data: { colour: 'blue' } });
    expect(maps.get('settings', 'default')).toBe(changed);
    expect(maps.list({ namespace: 'default' }).map(({ data }) => data?.['colour'])).toContain('blue');
    maps.delete('settings', 'default');
    expect(maps.find('settings', 'default')).toBeUndefined();
  });

  test('refuses what the API server refuses', () => {
    const maps = clientOf(new Cluster()).resource<ConfigMap>('configmaps');
    const made = maps.create(settings);
    expect(() => maps.create(settings)).toThrow('configmaps "settings" already exists');
    maps.update({ ...made, data: {} });
    expect(() => maps.update({ ...made, data: { colour: 'green' } })).toThrow('the object has been modified');
    expect(() => maps.get('other', 'default')).toThrow('configmaps "other" not found');
  });

  test('leaves what it was given alone', () => {
    const maps = clientOf(new Cluster()).resource<ConfigMap>('configmaps');
    const given = structuredClone(settings);
    maps.create(given);
    expect(Object.isFrozen(given.data)).toBe(false);
    expect(given).toEqual(settings);
  });

  test('patches', () => {
    const maps = clientOf(new Cluster()).resource<ConfigMap>('configmaps');
    maps.create(settings);
    const patched = maps.patch('settings', 'default', 'merge', { data: { size: 'large', colour: null } });
    expect(patched.data).toEqual({ size: 'large' });
  });

  test('says which resource is not served', () => {
    expect(() => clientOf(new Cluster()).resource('pods', 'apps')).toThrow('No resource "pods.apps" is served.');
  });
});
