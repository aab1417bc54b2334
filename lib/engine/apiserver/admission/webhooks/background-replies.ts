/**
 * Replies to webhooks for writes of components inside the cluster. A write that needs one is suspended; when it is tried again, the replies
 * at hand are played back, and they are forgotten once the write is through, whether it was accepted or refused.
 */
import { webhookCallKey, type WebhookSuspension, type WebhookCall, type WebhookReply } from './webhook-call';

/** Asks webhooks while others go on; tells the replies, by `webhookCallKey`, when all are there. */
export type AskWebhooks = (
  calls: readonly WebhookCall[],
  answered: (replies: ReadonlyMap<string, WebhookReply>) => void,
) => void;

/** Replies to writes that are never tried again are forgotten, the oldest first. */
const MAX_KEPT = 1_000;

export class BackgroundReplies {
  readonly #kept = new Map<string, WebhookReply>();
  /** Who waits for which call. */
  readonly #waiting = new Map<string, Set<WebhookSuspension>>();
  readonly #used = new Set<string>();

  constructor(private readonly ask: AskWebhooks) {}

  get(key: string): WebhookReply | undefined {
    const reply = this.#kept.get(key);
    if (reply) this.#used.add(key);
    return reply;
  }

  /** A write begins. */
  begin(): void {
    this.#used.clear();
  }

  /** The write is through. */
  done(): void {
    for (const key of this.#used) this.#kept.delete(key);
  }

  /** Has asked what a write was suspended for, and tells it when that is answered. */
  wait(suspension: WebhookSuspension): void {
    const unasked = suspension.calls.filter((call) => !this.#waiting.has(webhookCallKey(call)));
    for (const call of suspension.calls) {
      const key = webhookCallKey(call);
      const others = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, others.add(suspension));
    }
    if (unasked.length > 0) this.ask(unasked, (replies) => this.#answer(replies));
  }

  #answer(replies: ReadonlyMap<string, WebhookReply>): void {
    const told = new Set<WebhookSuspension>();
    for (const [key, reply] of replies) {
      this.#kept.set(key, reply);
      for (const suspension of this.#waiting.get(key) ?? []) told.add(suspension);
      this.#waiting.delete(key);
    }
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(key);
    }
    // What needs another reply still asks for it when it is tried again.
    for (const suspension of told) suspension.answered();
  }
}
