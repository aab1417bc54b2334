/**
 * Writes an answer to the socket, compressed where kube-apiserver would.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/writers.go, pkg/server/filters
 */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { constants, gzip } from 'node:zlib';
import type { HttpResponse } from '../../engine/apiserver/http/http-message';

/** Smaller answers are cheaper to send than to compress. */
const GZIP_THRESHOLD_BYTES = 128 * 1024;

export interface SendOptions {
  readonly method: string;
  readonly acceptEncoding: string;
}

export function writeHead(answer: HttpResponse, response: ServerResponse): void {
  response.setHeader('audit-id', randomUUID());
  response.setHeader('cache-control', 'no-cache, private');
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  if (answer.warnings.length > 0) response.setHeader('warning', answer.warnings.map(warningHeader));
  response.statusCode = answer.status;
}

export function sendResponse(answer: HttpResponse, options: SendOptions, response: ServerResponse): void {
  writeHead(answer, response);
  if (options.method === 'HEAD' || answer.status === 304) {
    response.end();
    return;
  }
  const body = Buffer.from(answer.body, 'utf8');
  if (!compresses(answer, options, body.length)) {
    response.setHeader('content-length', body.length);
    response.end(body);
    return;
  }
  gzip(body, { level: constants.Z_BEST_SPEED }, (error, compressed) => {
    if (response.destroyed) return;
    if (!error) {
      response.setHeader('content-encoding', 'gzip');
      response.setHeader('vary', 'Accept-Encoding');
    }
    response.end(error ? body : compressed);
  });
}

function compresses(answer: HttpResponse, options: SendOptions, bytes: number): boolean {
  if (options.method !== 'GET' || answer.status !== 200 || bytes <= GZIP_THRESHOLD_BYTES) return false;
  return options.acceptEncoding.split(',').some((clause) => clause.split(';')[0]!.trim() === 'gzip');
}

/** Header values are Latin-1 without control characters. */
function warningHeader(text: string): string {
  const printable = text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').replace(/[\\"]/g, '\\$&');
  return `299 - "${printable}"`;
}
