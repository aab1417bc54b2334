/**
 * One question to one webhook, with everything that can go wrong on the way.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/{mutating,validating}/dispatcher.go, pkg/util/webhook/error.go
 */
import { quote } from '../../../apimachinery/go-text';
import { badRequest, internalError } from '../../../apimachinery/status-error';
import type { AdmissionRequest } from '../admission';
import { admissionReview, deniedBy, verdictOf, type ReviewVersion, type Verdict } from './admission-review';
import { placeOf } from './client-config';
import type { Invocation } from './hook';
import { readReply } from './read-reply';
import type { WebhookCaller } from './webhook-call';

/** The webhook could not be asked, or its answer made no sense. */
class CallFailure extends Error {}

/**
 * What the webhook wants: its verdict, which allows. Undefined when it could not be asked and may be passed over.
 * @throws StatusError when it refuses, or could not be asked and may not be passed over
 */
export function askHook(
  caller: WebhookCaller,
  request: AdmissionRequest,
  invocation: Invocation,
  how: { readonly mutating: boolean; readonly uid: string },
): Verdict | undefined {
  const { webhook } = invocation.hook;
  if (request.dryRun && webhook.sideEffects !== 'None' && webhook.sideEffects !== 'NoneOnDryRun') {
    throw badRequest(`admission webhook ${quote(webhook.name)} does not support dry run`);
  }
  try {
    const verdict = ask(caller, request, invocation, how);
    for (const warning of verdict.warnings) request.caller.warn(warning);
    if (!verdict.allowed) throw deniedBy(webhook.name, verdict.result);
    return verdict;
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    if (webhook.failurePolicy === 'Ignore') return undefined;
    throw internalError(`failed calling webhook ${quote(webhook.name)}: ${error.message}`);
  }
}

function ask(
  caller: WebhookCaller,
  request: AdmissionRequest,
  { hook, target }: Invocation,
  { mutating, uid }: { readonly mutating: boolean; readonly uid: string },
): Verdict {
  const { webhook, configuration } = hook;
  const version = webhook.admissionReviewVersions.find((known): known is ReviewVersion =>
    ['v1', 'v1beta1'].includes(known),
  );
  if (!version) {
    throw new CallFailure(
      'could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)',
    );
  }
  const { url, address } = placeOf(request.store, webhook);
  const failed = (why: string): CallFailure => new CallFailure(`failed to call webhook: ${why}`);
  if (address && 'error' in address) throw failed(`Post ${quote(url)}: ${address.error}`);
  const reply = caller.call({
    configuration,
    webhook: webhook.name,
    url,
    ...(address ? { address: address.at } : {}),
    ...(webhook.clientConfig.caBundle ? { caBundle: webhook.clientConfig.caBundle } : {}),
    timeoutSeconds: webhook.timeoutSeconds ?? 10,
    review: admissionReview(request, target, version, uid),
  });
  if ('error' in reply) throw failed(`Post ${quote(url)}: ${reply.error}`);
  const answer = readReply(reply);
  if (typeof answer === 'string') throw failed(answer);
  const verdict = verdictOf(answer, reply.uid ?? uid, version, mutating);
  if (typeof verdict === 'string') throw new CallFailure(`received invalid webhook response: ${verdict}`);
  return verdict;
}
