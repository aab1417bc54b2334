import type { Secret, ServiceAccount } from '../../../lib/engine/apimachinery/api/core-v1';
import { decodeBase64 } from '../../../lib/engine/apimachinery/base64';
import { World } from './world';

const TYPE = 'kubernetes.io/service-account-token';
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';

function world(): World {
  const at = new World('serviceaccount-token-controller');
  at.create('serviceaccounts', '', 'bot', {});
  at.pass(1_000);
  return at;
}

function ask(at: World, name: string, annotations: Readonly<Record<string, string>>): void {
  at.client.resource('secrets').create({ metadata: { name, namespace: 'default', annotations }, type: TYPE } as never);
  at.pass(1_000);
}

const secret = (at: World, name: string): Secret | undefined =>
  at.client.resource<Secret>('secrets').find(name, 'default');

describe('ServiceAccountTokenController', () => {
  test('fills a Secret with a token that the API server takes', () => {
    const at = world();
    ask(at, 'token', { [NAME]: 'bot' });
    const { data = {}, metadata } = secret(at, 'token')!;
    const bot = at.get<ServiceAccount>('serviceaccounts', '', 'bot');
    expect(metadata.annotations?.[UID]).toBe(bot.metadata.uid);
    expect(Object.keys(data).sort()).toEqual(['ca.crt', 'namespace', 'token']);
    expect(decodeBase64(data['namespace'] ?? '')).toBe('default');
    const token = decodeBase64(data['token'] ?? '');
    expect(at.cluster.apiServer.core.tokens.authenticateToken(token, [])).toMatchObject({
      user: { name: 'system:serviceaccount:default:bot' },
    });
  });

  test('puts back what somebody has taken out, and leaves the rest', () => {
    const at = world();
    ask(at, 'token', { [NAME]: 'bot' });
    const before = secret(at, 'token')!;
    const { namespace: _namespace, ...data } = before.data ?? {};
    at.client.resource<Secret>('secrets').update({ ...before, data });
    at.pass(1_000);
    expect(secret(at, 'token')?.data).toEqual(before.data);
  });

  test('removes a token that nobody has, or nobody has any more', () => {
    const at = world();
    ask(at, 'token', { [NAME]: 'bot' });
    ask(at, 'stranger', { [NAME]: 'nobody' });
    ask(at, 'namesake', { [NAME]: 'bot', [UID]: 'another' });
    expect(secret(at, 'stranger')).toBeUndefined();
    expect(secret(at, 'namesake')).toBeUndefined();
    at.client.resource('serviceaccounts').delete('bot', 'default');
    at.pass(1_000);
    expect(secret(at, 'token')).toBeUndefined();
  });

  test('an account forgets a token that is gone', () => {
    const at = world();
    ask(at, 'token', { [NAME]: 'bot' });
    const accounts = at.client.resource<ServiceAccount>('serviceaccounts');
    accounts.update({ ...accounts.get('bot', 'default'), secrets: [{ name: 'token' }, { name: 'other' }] });
    at.pass(1_000);
    at.client.resource('secrets').delete('token', 'default');
    at.pass(1_000);
    expect(accounts.get('bot', 'default').secrets).toEqual([{ name: 'other' }]);
  });
});
