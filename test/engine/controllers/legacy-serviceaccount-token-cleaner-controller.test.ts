import type { Secret, ServiceAccount } from '../../../lib/engine/apimachinery/api/core-v1';
import { World } from './world';

const TYPE = 'kubernetes.io/service-account-token';
const DAY_MS = 24 * 3600_000;
const TRACKING = 'kube-apiserver-legacy-service-account-token-tracking';

/** An account that refers to the tokens `old`, `used` and `mounted`, and a token `own` that it does not refer to. */
function world(): World {
  const at = new World('legacy-serviceaccount-token-cleaner-controller');
  const accounts = at.client.resource<ServiceAccount>('serviceaccounts');
  const bot = at.create<ServiceAccount>('serviceaccounts', '', 'bot', {});
  const secrets = ['old', 'used', 'mounted'].map((name) => ({ name }));
  accounts.update({ ...bot, secrets });
  const annotations = { 'kubernetes.io/service-account.name': 'bot' };
  for (const name of ['old', 'used', 'mounted', 'own']) {
    const metadata = { name, namespace: 'default', annotations };
    at.client.resource<Secret>('secrets').create({ metadata, type: TYPE });
  }
  const volumes = [{ name: 'token', secret: { secretName: 'mounted' } }];
  at.create('pods', '', 'user', {
    spec: { nodeName: 'node-1', volumes, containers: [{ name: 'main', image: 'web:1' }] },
  });
  return at;
}

const left = (at: World): string[] => at.list<Secret>('secrets').map(({ metadata }) => metadata.name);

describe('LegacyServiceAccountTokenCleanerController', () => {
  test('a token that was made by itself and that nobody has used for a year goes', () => {
    const at = world();
    at.pass(200 * DAY_MS);
    const date = new Date(at.cluster.clock.now()).toISOString().slice(0, 10);
    const labels = { 'kubernetes.io/legacy-token-last-used': date };
    at.client.resource('secrets').patch('used', 'default', 'merge', { metadata: { labels } });
    expect(left(at)).toEqual(['mounted', 'old', 'own', 'used']);
    at.pass(200 * DAY_MS);
    expect(left(at)).toEqual(['mounted', 'own', 'used']);
    at.pass(200 * DAY_MS);
    expect(left(at)).toEqual(['mounted', 'own']);
  });

  test('nothing goes before use has been noted for so long', () => {
    const at = world();
    at.client.resource('configmaps').patch(TRACKING, 'kube-system', 'merge', { data: { since: '2024-06-01' } });
    at.pass(400 * DAY_MS);
    expect(left(at)).toHaveLength(4);
    at.pass(200 * DAY_MS);
    expect(left(at)).toEqual(['mounted', 'own']);
  });
});
