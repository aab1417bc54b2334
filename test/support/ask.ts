/** Sends requests through the HTTP door of a cluster in this process, and reads what comes back. */
import type { HttpRequest, HttpResponse } from '../../lib/engine/apiserver/http/http-message';

export interface Answer {
  readonly status: number;
  // Tests read whatever the API answers; its shape is what they check.
  readonly body: ReturnType<typeof JSON.parse>;
  readonly warnings: readonly string[];
}

export type Ask = (method: string, url: string, body?: object, headers?: Readonly<Record<string, string>>) => Answer;

/** A cluster, or an API server alone. */
export interface HttpAnswering {
  http(request: HttpRequest): HttpResponse;
}

export function asking(cluster: HttpAnswering): Ask {
  return (method, url, body, headers = {}) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const answer = cluster.http({
      method,
      url,
      headers: { 'content-type': type, ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const json = answer.headers['content-type']?.includes('json') && answer.body !== '';
    return { status: answer.status, body: json ? JSON.parse(answer.body) : answer.body, warnings: answer.warnings };
  };
}
