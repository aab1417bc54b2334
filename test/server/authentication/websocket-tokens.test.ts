import type { Authenticator } from '../../../lib/server/authentication/authenticator';
import { WebSocketTokens } from '../../../lib/server/authentication/websocket-tokens';

describe('WebSocketTokens', () => {
  const bearers: Authenticator = {
    authenticate: ({ headers }) =>
      headers.authorization === 'Bearer secret' ? { name: 'ada', groups: [] } : 'invalid',
  };
  const verdict = (protocols: string, upgrade: string | undefined = 'websocket') =>
    new WebSocketTokens(bearers).authenticate({
      method: 'GET',
      url: '/',
      headers: { upgrade, 'sec-websocket-protocol': protocols },
    });
  const encoded = (token: string) =>
    `base64url.bearer.authorization.k8s.io.${Buffer.from(token).toString('base64url')}`;

  test('reads the token from a protocol that is offered beside another', () => {
    expect(verdict(`${encoded('secret')}, v4.channel.k8s.io`)).toEqual({ name: 'ada', groups: [] });
    expect(verdict(`v4.channel.k8s.io, ${encoded('other')}`)).toBe('invalid');
  });

  test('says nothing where there is no such protocol, no other, or no WebSocket', () => {
    expect(verdict('v4.channel.k8s.io')).toBeUndefined();
    expect(verdict(encoded('secret'))).toBeUndefined();
    expect(verdict(`${encoded('secret')}, v4.channel.k8s.io`, 'SPDY/3.1')).toBeUndefined();
  });
});
