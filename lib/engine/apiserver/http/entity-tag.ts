/**
 * Answers that clients keep and ask for again by their tag: discovery and OpenAPI.
 *
 * Upstream: k8s.io/kube-openapi/pkg/handler3/handler.go, staging/src/k8s.io/apiserver/pkg/endpoints/discovery/aggregated/etag.go
 */
import type { HttpRequest, HttpResponse } from './http-message';

/** The text, or 304 where the client names its hash. */
export function taggedResponse(
  request: HttpRequest,
  { text, hash }: { readonly text: string; readonly hash: string },
  contentType: string,
): HttpResponse {
  const tag = JSON.stringify(hash);
  const headers = { etag: tag, vary: 'Accept' };
  const known = (request.headers['if-none-match'] ?? '').split(',').some((candidate) => candidate.trim() === tag);
  if (known) return { status: 304, headers, body: '', warnings: [] };
  return { status: 200, headers: { ...headers, 'content-type': contentType }, body: text, warnings: [] };
}
