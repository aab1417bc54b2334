/**
 * Asking a webhook: what is sent where, what comes back, and who sends it.
 *
 * The engine does not wait. A test gives a function that answers at once; the server, which has to wait for a real answer, lets the
 * request be given up (`WebhookSuspension`), asks, and has the request handled once more with the answer at hand. Nothing has been
 * written until then and what was drawn by chance is drawn again, so that the same is asked the second time.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/util/webhook/client.go
 */
import type { JsonObject } from '../../../apimachinery/object-meta';

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
export type WebhookReply = { readonly status: number; readonly body: string } | { readonly error: string };

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
export class WebhookSuspension extends Error {
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

/** Answers from the replies at hand while a request is handled that can wait, and suspends it for others. */
export class SuspendingWebhooks implements WebhookCaller {
  #replies: ReadonlyMap<string, WebhookReply> | undefined;

  call(call: WebhookCall): WebhookReply {
    // A component inside the cluster writes without a request that could wait.
    if (!this.#replies) return unreachableWebhooks.call(call);
    const reply = this.#replies.get(webhookCallKey(call));
    if (!reply) throw new WebhookSuspension([call]);
    return reply;
  }

  /** Handles a request with these replies at hand. @throws WebhookSuspension for those that are missing */
  during<T>(replies: ReadonlyMap<string, WebhookReply>, handle: () => T): T {
    this.#replies = replies;
    try {
      return handle();
    } finally {
      this.#replies = undefined;
    }
  }
}
