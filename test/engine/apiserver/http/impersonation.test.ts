import { Cluster } from '../../../../lib/engine/cluster';
import type { User } from '../../../../lib/engine/apiserver/request';
import { asking } from '../../../support/ask';

const REVIEW = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

describe('Impersonation', () => {
  const cluster = new Cluster();
  const ask = asking(cluster);
  const whoami = (headers: Record<string, string>) => ask('POST', REVIEW, {}, headers).body.status.userInfo;

  test('a user is authenticated, and in the groups that are asked for', () => {
    expect(whoami({ 'impersonate-user': 'jane', 'impersonate-group': 'a\nb, c' })).toEqual({
      username: 'jane',
      groups: ['a', 'b, c', 'system:authenticated'],
    });
  });

  test('a ServiceAccount is in the groups of its namespace', () => {
    expect(whoami({ 'impersonate-user': 'system:serviceaccount:shop:cart' }).groups).toEqual([
      'system:serviceaccounts',
      'system:serviceaccounts:shop',
      'system:authenticated',
    ]);
  });

  test('the anonymous user is not authenticated', () => {
    const anonymous = { 'impersonate-user': 'system:anonymous', 'impersonate-group': 'system:masters' };
    expect(whoami(anonymous).groups).toEqual(['system:masters', 'system:unauthenticated']);
  });

  test('uid and extra are taken over, keys unescaped', () => {
    const headers = { 'impersonate-user': 'jane', 'impersonate-uid': '7', 'impersonate-extra-a%2fb': 'x\ny' };
    expect(whoami(headers)).toMatchObject({ uid: '7', extra: { 'a/b': ['x', 'y'] } });
  });

  test('groups without a user are answered in plain text', () => {
    const answer = ask('GET', '/api/v1/pods?limit=1', undefined, { 'impersonate-group': 'devs' });
    expect(answer.status).toBe(500);
    expect(answer.body).toBe(
      'Internal Server Error: "/api/v1/pods?limit=1": requested [{Group  devs    }] without impersonating a user\n',
    );
  });

  test('each claim must be allowed to the caller', () => {
    const user: User = { name: 'tom', groups: ['system:authenticated'] };
    const answer = cluster.http({ method: 'GET', url: '/api/v1/pods', headers: { 'impersonate-user': 'jane' }, user });
    expect(JSON.parse(answer.body).message).toBe(
      'users "jane" is forbidden: User "tom" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
  });
});
