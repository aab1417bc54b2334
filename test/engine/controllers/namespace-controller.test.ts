import type { Namespace } from '../../../lib/engine/apimachinery/api/core-v1';
import { World } from './world';

function world(): World {
  const at = new World('namespace-controller', 'serviceaccount-controller');
  at.client.resource('namespaces').create({ metadata: { name: 'shop' } });
  at.pass(1_000);
  return at;
}

const namespace = (at: World): Namespace | undefined => at.client.resource<Namespace>('namespaces').find('shop');

function conditions(at: World): Record<string, string> {
  const found = namespace(at)?.status?.conditions ?? [];
  return Object.fromEntries(found.map(({ type, status, message }) => [type, `${status}: ${message}`]));
}

describe('NamespaceController', () => {
  test('a deleted namespace goes with all that is in it', () => {
    const at = world();
    at.client.resource('configmaps').create({ metadata: { name: 'settings', namespace: 'shop' } });
    at.client.resource('namespaces').delete('shop');
    expect(namespace(at)?.status?.phase).toBe('Terminating');
    at.pass(10_000);
    expect(namespace(at)).toBeUndefined();
    expect(at.client.resource('configmaps').list({ namespace: 'shop' })).toEqual([]);
  });

  test('what a finalizer holds keeps it, and its conditions say so', () => {
    const at = world();
    const metadata = { name: 'held', namespace: 'shop', finalizers: ['test/hold'] };
    at.client.resource('configmaps').create({ metadata });
    at.client.resource('namespaces').delete('shop');
    at.pass(10_000);
    expect(conditions(at)).toMatchObject({
      NamespaceContentRemaining: 'True: Some resources are remaining: configmaps. has 1 resource instances',
      NamespaceFinalizersRemaining:
        'True: Some content in the namespace has finalizers remaining: test/hold in 1 resource instances',
    });
    at.client.resource('configmaps').patch('held', 'shop', 'merge', { metadata: { finalizers: null } });
    at.pass(20_000);
    expect(namespace(at)).toBeUndefined();
  });
});

describe('ServiceAccountController', () => {
  test('each namespace has its default account, also after it was deleted', () => {
    const at = world();
    const accounts = at.client.resource('serviceaccounts');
    const first = accounts.get('default', 'shop');
    accounts.delete('default', 'shop');
    at.pass(1_000);
    expect(accounts.get('default', 'shop').metadata.uid).not.toBe(first.metadata.uid);
  });
});
