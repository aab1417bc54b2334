/**
 * Reads bodies within limits: each may be as large as kube-apiserver takes, and all that are being read together stay below a budget.
 */
import type { IncomingMessage } from 'node:http';
import { failure, type StatusError } from '../../engine/apimachinery/status-error';

/** Upstream: staging/src/k8s.io/apiserver/pkg/server/config.go (MaxRequestBodyBytes) */
const MAX_BODY_BYTES = 3 * 1024 * 1024;
/** Slow clients may hold this much in unfinished bodies; further ones are asked to come back. */
const MAX_UNFINISHED_BYTES = 256 * 1024 * 1024;

export class RequestBodies {
  #unfinishedBytes = 0;

  /** @throws StatusError RequestEntityTooLarge, TooManyRequests */
  async read(request: IncomingMessage): Promise<Buffer> {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        this.#unfinishedBytes += chunk.length;
        if (size > MAX_BODY_BYTES) throw tooLarge();
        if (this.#unfinishedBytes > MAX_UNFINISHED_BYTES) throw tooMany();
        chunks.push(chunk);
      }
    } finally {
      this.#unfinishedBytes -= size;
    }
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  }
}

function tooLarge(): StatusError {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${MAX_BODY_BYTES}`);
}

function tooMany(): StatusError {
  const message = 'too many requests, please try again later';
  return failure(429, 'TooManyRequests', message, { retryAfterSeconds: 1 });
}
