/**
 * Users by a bearer token that comes as a protocol of a WebSocket: pages in a browser cannot send other headers with one.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/authentication/request/websocket/protocol.go
 */
import type { ServedRequest } from '../http/served-request';
import type { Authenticator, Verdict } from './authenticator';

const PREFIX = 'base64url.bearer.authorization.k8s.io.';

export class WebSocketTokens implements Authenticator {
  /** @param bearers who knows the tokens */
  constructor(private readonly bearers: Authenticator) {}

  authenticate(request: ServedRequest): Verdict {
    const { headers } = request;
    if (headers.upgrade?.toLowerCase() !== 'websocket') return undefined;
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const encoded = offered.find((name) => name.startsWith(PREFIX));
    // A protocol to speak must be there as well.
    if (encoded === undefined || offered.length < 2) return undefined;
    const token = Buffer.from(encoded.slice(PREFIX.length), 'base64url').toString('utf8');
    return this.bearers.authenticate({ ...request, headers: { ...headers, authorization: `Bearer ${token}` } });
  }
}
