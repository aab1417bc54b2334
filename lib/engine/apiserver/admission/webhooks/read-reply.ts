/**
 * What a webhook's HTTP answer holds.
 *
 * Upstream: staging/src/k8s.io/client-go/rest/request.go (transformResponse), apimachinery/pkg/api/errors (NewGenericServerResponse)
 */
import { quote } from '../../../apimachinery/go-text';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../apimachinery/object-meta';
import type { WebhookReply } from './webhook-call';

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
};

/** The review in a reply; a text tells why there is none, as client-go words it. */
export function readReply({ status, body }: Extract<WebhookReply, { status: number }>): JsonObject | string {
  let value: JsonValue;
  try {
    value = JSON.parse(body) as JsonValue;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    value = null;
  }
  const json = isJsonObject(value) ? value : undefined;
  if (status < 200 || status > 206) {
    if (json?.kind === 'Status' && typeof json.message === 'string') return json.message;
    const text = body.trim() || 'unknown';
    return REFUSALS[status] ?? `an error on the server (${quote(text)}) has prevented the request from succeeding`;
  }
  return json ?? "couldn't get version/kind; json parse error: invalid character looking for beginning of value";
}
