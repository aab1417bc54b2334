/**
 * Webhooks that may refuse what is written. All are asked, as if at once; the first no counts.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go
 * Differs: of several refusals the one of the first webhook is told; upstream's choice is chance.
 */
import type { Random } from '../../../random/random';
import type { Authorizer } from '../../authorization/authorizer';
import type { AdmissionPlugin, AdmissionRequest } from '../admission';
import { askHook } from './call-hook';
import { isExempt } from './exempt';
import { hooksOf, type Invocation } from './hook';
import { conditionsHold } from './match-conditions';
import { invocationOf } from './matching';
import { WebhookSuspension, type WebhookCall, type WebhookCaller } from './webhook-call';

export function validatingWebhooks(caller: WebhookCaller, authorizer: Authorizer, random: Random): AdmissionPlugin {
  return {
    name: 'ValidatingAdmissionWebhook',
    validate: (request) => {
      if (isExempt(request)) return;
      const invocations = hooksOf(request.store, 'validating').flatMap((hook) => {
        const invocation = invocationOf(request, hook);
        return invocation && conditionsHold(request, invocation, authorizer) ? [invocation] : [];
      });
      if (invocations.length > 0) askAll(caller, request, invocations, random);
    },
  };
}

/** @throws StatusError of the first that refuses; WebhookSuspension for all that have not answered yet */
function askAll(
  caller: WebhookCaller,
  request: AdmissionRequest,
  invocations: readonly Invocation[],
  random: Random,
): void {
  const waiting: WebhookCall[] = [];
  const refusals: unknown[] = [];
  for (const invocation of invocations) {
    try {
      askHook(caller, request, invocation, { mutating: false, uid: random.uuid() });
    } catch (error) {
      if (error instanceof WebhookSuspension) waiting.push(...error.calls);
      else refusals.push(error);
    }
  }
  if (waiting.length > 0) throw new WebhookSuspension(waiting);
  if (refusals.length > 0) throw refusals[0];
}
