import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

function started() {
  const cluster = new Cluster();
  const ask = asking(cluster);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'default' } };
  cluster.apply(account);
  const serviceAccount = cluster.get('ServiceAccount', 'robot');
  const request = (spec: object) =>
    ask('POST', '/api/v1/namespaces/default/serviceaccounts/robot/token', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec,
    });
  const review = (token: string, audiences?: readonly string[]) =>
    ask('POST', '/apis/authentication.k8s.io/v1/tokenreviews', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      spec: { token, audiences },
    }).body.status;
  return { cluster, serviceAccount, request, review, tokens: cluster.apiServer.core.serviceAccountTokens };
}

describe('the token of a service account', () => {
  test('says who it is, to those for whom it is', () => {
    const { request, review, serviceAccount } = started();
    const { body } = request({ audiences: ['vault'] });
    expect(review(body.status.token, ['vault', 'other'])).toEqual({
      authenticated: true,
      user: {
        username: 'system:serviceaccount:default:robot',
        uid: serviceAccount.metadata.uid,
        groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
      },
      audiences: ['vault'],
    });
    expect(review(body.status.token)).toEqual({
      user: {},
      error:
        '[invalid bearer token, token audiences ["vault"] is invalid for the target audiences ["https://kubernetes.default.svc.cluster.local"]]',
    });
  });

  test('ends when it says', () => {
    const { cluster, request, review } = started();
    const { token, expirationTimestamp } = request({ expirationSeconds: 600 }).body.status;
    expect(Date.parse(expirationTimestamp)).toBe(cluster.clock.now() + 600_000);
    cluster.advance('11m');
    expect(review(token).error).toBe('[invalid bearer token, service account token has expired]');
  });

  test('dies with the Secret that it is bound to', () => {
    const { cluster, request, review } = started();
    cluster.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'held' } });
    const boundObjectRef = { apiVersion: 'v1', kind: 'Secret', name: 'held' };
    const { token } = request({ boundObjectRef }).body.status;
    expect(review(token).authenticated).toBe(true);
    cluster.delete('Secret', 'held');
    expect(review(token).error).toBe('[invalid bearer token, secrets "held" not found]');
  });

  test('cannot be bound to what is not there, or is something else', () => {
    const { cluster, request } = started();
    expect(request({ boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: 'none' } }).status).toBe(404);
    const other = request({ boundObjectRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'x' } });
    expect(other.body.message).toBe('cannot bind token to object of type /v1, Kind=ConfigMap');
    cluster.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'held' } });
    const stale = request({ boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: 'held', uid: 'old' } });
    expect(stale.status).toBe(409);
  });

  test('of a Secret is good as long as the Secret holds it', () => {
    const { cluster, serviceAccount, review, tokens } = started();
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'kept', namespace: 'default' } };
    cluster.apply(secret);
    const token = tokens.issueForSecret(serviceAccount, cluster.get('Secret', 'kept'));
    expect(review(token).error).toBe('[invalid bearer token, service account token has been invalidated]');
    cluster.apply({ ...secret, data: { token: Buffer.from(token).toString('base64') } });
    expect(review(token).user.username).toBe('system:serviceaccount:default:robot');
  });

  test('is the same for the same seed, and worthless when changed', () => {
    const [first, second] = [started(), started()];
    const { token } = first.request({}).body.status;
    expect(second.request({}).body.status.token).toBe(token);
    const [head = '', claims = '', signature = ''] = String(token).split('.');
    const forged = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const text = Buffer.from(JSON.stringify({ ...forged, sub: 'system:admin' })).toString('base64url');
    for (const wrong of [`${head}.${text}.${signature}`, `${head}.${claims}`, `${head}.${claims}.`, 'a.b.c'])
      expect(first.review(wrong)).toEqual({ user: {}, error: 'invalid bearer token' });
  });
});
