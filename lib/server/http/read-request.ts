/** What Node's parser made of a request, as the doors take it. */
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { ClientCertificate, ServedRequest } from './served-request';

export function servedRequest(request: IncomingMessage, bytes: Buffer): ServedRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = name.startsWith('impersonate-')
      ? request.headersDistinct[name]?.join('\n')
      : Array.isArray(value)
        ? value.join(', ')
        : value;
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers,
    body: bytes.toString('utf8'),
    bytes,
    clientCertificate: clientCertificateOf(request),
  };
}

function clientCertificateOf(request: IncomingMessage): ClientCertificate | undefined {
  const { socket } = request;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const { subject } = socket.getPeerCertificate();
  if (!subject?.CN) return undefined;
  return { commonName: subject.CN, organizations: subject.O === undefined ? [] : [subject.O].flat() };
}
