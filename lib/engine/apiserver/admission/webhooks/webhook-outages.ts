/** Webhooks that cannot be reached for a while, as a fault: whoever calls them is refused the connection. */
import { unreachableWebhooks, type WebhookCall, type WebhookCaller, type WebhookReply } from './webhook-call';

export class WebhookOutages implements WebhookCaller {
  readonly #down = new Set<string>();

  constructor(private readonly webhooks: WebhookCaller) {}

  /** @param webhook its name in its configuration; '*' for all */
  takeDown(webhook: string): void {
    this.#down.add(webhook);
  }

  bringBack(webhook: string): void {
    this.#down.delete(webhook);
  }

  call(call: WebhookCall): WebhookReply {
    const isDown = this.#down.has('*') || this.#down.has(call.webhook);
    return isDown ? unreachableWebhooks.call(call) : this.webhooks.call(call);
  }
}
