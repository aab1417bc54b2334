/** Asks the webhooks that an answer is waiting for, as often as it takes. */
import {
  webhookCallKey,
  type WebhookCall,
  type WebhookReply,
} from '../../engine/apiserver/admission/webhooks/webhook-call';
import type { HttpResponse } from '../../engine/apiserver/http/http-message';
import { askWebhook } from './ask-webhook';

/** A request that asks more often, because what it writes to changes all the time, is told that nobody answers. */
const MAX_ROUNDS = 50;

const TOO_LATE: WebhookReply = { error: 'context deadline exceeded' };

/** Asks all at once. @param ask never rejects */
export async function askAll(
  calls: readonly WebhookCall[],
  ask: (call: WebhookCall) => Promise<WebhookReply> = askWebhook,
): Promise<ReadonlyMap<string, WebhookReply>> {
  return new Map(
    await Promise.all(
      calls.map(async (call): Promise<[string, WebhookReply]> => [webhookCallKey(call), await ask(call)]),
    ),
  );
}

/** @param ask never rejects */
export async function completeAnswer(
  answer: HttpResponse,
  ask: (call: WebhookCall) => Promise<WebhookReply> = askWebhook,
): Promise<HttpResponse> {
  let current = answer;
  for (let round = 0; current.pending; round++) {
    const { calls, resume } = current.pending;
    const replies = await askAll(calls, round < MAX_ROUNDS ? ask : () => Promise.resolve(TOO_LATE));
    if (round > 2 * MAX_ROUNDS) throw new Error('Webhooks were asked without end.');
    current = resume(replies);
  }
  return current;
}
