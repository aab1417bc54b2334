/**
 * Webhooks that are really asked, by somebody who can wait: the server.
 *
 * A request over HTTP is given up, its webhooks are asked, and it is handled once more with the replies. A write of a component inside the
 * cluster is given up likewise; the component begins again when the replies are there. Nothing has been written until then and what was
 * drawn by chance is drawn again, so that the same is asked the second time.
 */
import type { Random } from '../../../random/random';
import { BackgroundReplies, type AskWebhooks } from './background-replies';
import {
  unreachableWebhooks,
  webhookCallKey,
  WebhookSuspension,
  type WebhookCall,
  type WebhookCaller,
  type WebhookReply,
} from './webhook-call';

export class SuspendingWebhooks implements WebhookCaller {
  readonly #background: BackgroundReplies | undefined;
  readonly #reading: BackgroundReplies | undefined;
  #replies: { get(key: string): WebhookReply | undefined } | undefined;

  /** @param ask asks for components inside the cluster; without it they reach no webhook */
  constructor(ask?: AskWebhooks) {
    this.#background = ask && new BackgroundReplies(ask);
    this.#reading = ask && new BackgroundReplies(ask);
  }

  call(call: WebhookCall): WebhookReply {
    if (!this.#replies) return unreachableWebhooks.call(call);
    const reply = this.#replies.get(webhookCallKey(call));
    if (!reply) throw new WebhookSuspension([call]);
    return reply;
  }

  /** Handles a request with these replies at hand. @throws WebhookSuspension for those that are missing */
  during<T>(replies: ReadonlyMap<string, WebhookReply>, handle: () => T): T {
    return this.#with(replies, handle);
  }

  /**
   * Runs a reading of nobody's request, whatever else is under way.
   * @throws WebhookSuspension that tells when to read again
   */
  apart<T>(read: () => T): T {
    const reading = this.#reading;
    if (!reading) return read();
    const outer = this.#replies;
    reading.begin();
    this.#replies = reading;
    try {
      const value = read();
      reading.done();
      return value;
    } catch (error) {
      if (error instanceof WebhookSuspension) reading.wait(error);
      throw error;
    } finally {
      this.#replies = outer;
    }
  }

  /** Runs a write of a component. @throws WebhookSuspension that tells when to begin again */
  attempt<T>(random: Random, write: () => T): T {
    const background = this.#background;
    // What a request sets off waits with the request.
    if (!background || this.#replies) return write();
    background.begin();
    const outcome = this.#outcome(random, background, write);
    background.done();
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** A refusal is an outcome as well: only what will be begun again is undone. */
  #outcome<T>(
    random: Random,
    background: BackgroundReplies,
    write: () => T,
  ): { readonly value: T } | { readonly error: unknown } {
    try {
      return random.attempt(() => {
        try {
          return { value: this.#with(background, write) };
        } catch (error) {
          if (error instanceof WebhookSuspension) throw error;
          return { error };
        }
      });
    } catch (error) {
      if (error instanceof WebhookSuspension) background.wait(error);
      throw error;
    }
  }

  #with<T>(replies: { get(key: string): WebhookReply | undefined }, action: () => T): T {
    this.#replies = replies;
    try {
      return action();
    } finally {
      this.#replies = undefined;
    }
  }
}
