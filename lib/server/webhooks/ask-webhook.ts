/**
 * Posts an AdmissionReview to a webhook over HTTPS, and words what goes wrong as kube-apiserver's HTTP client does.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/util/webhook/client.go; Go's net, net/http and crypto/tls for the texts
 */
import { request, type RequestOptions } from 'node:https';
import type { WebhookCall, WebhookReply } from '../../engine/apiserver/admission/webhooks/webhook-call';

/** More than this is no answer. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
]);

/** Never rejects. */
export function askWebhook(call: WebhookCall): Promise<WebhookReply> {
  const url = new URL(call.url);
  const { host, port } = placeOf(call, url);
  const body = JSON.stringify(call.review);
  const options: RequestOptions = {
    method: 'POST',
    host,
    port,
    servername: url.hostname,
    path: `${url.pathname}${url.search}`,
    headers: {
      host: url.host,
      'content-type': 'application/json',
      accept: 'application/json, */*',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'kube-apiserver-admission',
    },
    agent: false,
    signal: AbortSignal.timeout(call.timeoutSeconds * 1000),
    ...(call.caBundle ? { ca: Buffer.from(call.caBundle, 'base64') } : {}),
  };
  return new Promise((resolve) => {
    const fail = (error: Error): void => resolve({ error: wording(error, host, port) });
    const asked = request(options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('error', fail);
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) asked.destroy(new Error('http: response body too large'));
        else chunks.push(chunk);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 500, body: Buffer.concat(chunks).toString('utf8'), ...uidOf(call) }),
      );
    });
    asked.on('error', fail);
    asked.end(body);
  });
}

function uidOf({ review }: WebhookCall): { readonly uid?: string } {
  const { uid } = review.request as { readonly uid?: string };
  return uid === undefined ? {} : { uid };
}

function placeOf({ address }: WebhookCall, url: URL): { host: string; port: number } {
  if (address === undefined) return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) };
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

function wording(
  error: Error & { readonly code?: string; readonly cause?: unknown },
  host: string,
  port: number,
): string {
  const { code = '', name } = error;
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ABORT_ERR') return 'context deadline exceeded';
  if (UNTRUSTED.has(code)) return 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
  const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  switch (code) {
    case 'ECONNREFUSED':
      return `dial tcp ${place}: connect: connection refused`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `dial tcp: lookup ${host}: no such host`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `dial tcp ${place}: connect: no route to host`;
    case 'ECONNRESET':
      return 'EOF';
    case 'CERT_HAS_EXPIRED':
      return 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid';
    default:
      return error.message;
  }
}
