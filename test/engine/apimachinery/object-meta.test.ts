import {
  controllerOf,
  controllerReference,
  formatGroupResource,
  isControlledBy,
  keyOf,
  type KubeObject,
  parseGroupVersion,
  splitKey,
} from '../../../lib/engine/apimachinery/object-meta';

const replicaSet: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: 'web',
    namespace: 'shop',
    uid: 'u1',
    resourceVersion: '1',
    creationTimestamp: '2024-01-01T00:00:00Z',
  },
};

describe('object metadata', () => {
  test('names the controller of an object and not its other owners', () => {
    const owner = controllerReference(replicaSet);
    const pod = {
      metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u0' }, owner] },
    };
    expect(controllerOf(pod)).toBe(owner);
    expect(isControlledBy(pod, replicaSet)).toBe(true);
    expect(controllerOf({ metadata: {} })).toBeUndefined();
  });

  test('keys split into what they were made of', () => {
    expect(keyOf(replicaSet)).toBe('shop/web');
    expect(splitKey('shop/web')).toEqual({ namespace: 'shop', name: 'web' });
    expect(splitKey('node-1')).toEqual({ namespace: '', name: 'node-1' });
  });

  test('writes and reads groups', () => {
    expect(formatGroupResource({ group: 'apps', resource: 'deployments' })).toBe('deployments.apps');
    expect(formatGroupResource({ group: '', resource: 'pods' })).toBe('pods');
    expect(parseGroupVersion('apps/v1')).toEqual({ group: 'apps', version: 'v1' });
    expect(parseGroupVersion('v1')).toEqual({ group: '', version: 'v1' });
    expect(parseGroupVersion('a/b/c')).toBeUndefined();
  });
});
