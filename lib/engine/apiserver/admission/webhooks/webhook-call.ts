/**
 * Asking a webhook: what is sent where, what comes back, and who sends it.
 *
 * The engine does not wait. A test gives a function that answers at once; the server, which has to wait for a real answer, lets the
 * request be given up (`WebhookSuspension`), asks, and has the request handled once more with the answer at hand: see
 * `SuspendingWebhooks`.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/util/webhook/client.go
 */
import type { JsonObject } from '../../../apimachinery/object-meta';
import { Suspension } from '../../../clock/suspension';

/** One question to an admission webhook. */
export interface WebhookCall {
  /** Name of the configuration object. */
  readonly configuration: string;
  /** Name of the webhook in it. */
  readonly webhook: string;
  /** With its query. */
  readonly url: string;
  /** `host:port` to connect to, where it is not what the URL says: the Service's own. */
  readonly address?: string;
  /** Base64 of PEM; the host's own authorities count where it is absent. */
  readonly caBundle?: string;
  /** How long to wait for the reply. */
  readonly timeoutSeconds: number;
  /** The AdmissionReview that is posted. */
  readonly review: JsonObject;
}

/** An HTTP answer, or why there was none, as Go's HTTP client words it: `dial tcp 10.0.0.1:443: connect: connection refused`. */
export type WebhookReply =
  /** `uid`: that of the review which was answered, where it may be another than the one of the call. */
  { readonly status: number; readonly body: string; readonly uid?: string } | { readonly error: string };

/** Asks admission webhooks; in a test a function that replies at once. */
export interface WebhookCaller {
  /** @throws WebhookSuspension when the reply is not known yet */
  call(call: WebhookCall): WebhookReply;
}

/** Where nobody can be reached. */
export const unreachableWebhooks: WebhookCaller = {
  call: ({ url, address }) => ({ error: `dial tcp ${address ?? new URL(url).host}: connect: connection refused` }),
};

/** A request was given up: these webhooks must be asked before it can be handled. */
export class WebhookSuspension extends Suspension {
  override readonly name = 'WebhookSuspension';

  constructor(readonly calls: readonly WebhookCall[]) {
    super(`Waiting for ${calls.map(({ webhook }) => webhook).join(', ')}`);
  }
}

/** Calls are the same when they ask the same of the same webhook; the uid is new each time. */
export function webhookCallKey({ configuration, webhook, review }: WebhookCall): string {
  const { uid: _uid, ...request } = review.request as JsonObject;
  return JSON.stringify([configuration, webhook, request]);
}
