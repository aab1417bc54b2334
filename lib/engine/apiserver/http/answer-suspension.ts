/**
 * What was asked for is done, but the answer cannot be written before a conversion webhook has replied: only the writing is repeated.
 */
import { WebhookSuspension, type WebhookCall } from '../admission/webhooks/webhook-call';
import type { HttpResponse } from './http-message';

export class AnswerSuspension extends WebhookSuspension {
  /** @param write goes on with the answer; may throw another of these */
  constructor(
    calls: readonly WebhookCall[],
    readonly write: () => HttpResponse,
  ) {
    super(calls);
  }
}

/** Writes the answer to a write that is done. @throws AnswerSuspension */
export function afterwards(write: () => HttpResponse): HttpResponse {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof WebhookSuspension)) throw error;
    throw new AnswerSuspension(error.calls, () => afterwards(write));
  }
}
