/**
 * MutatingWebhookConfiguration and ValidatingWebhookConfiguration: whom to ask about which writes.
 *
 * Upstream: pkg/registry/admissionregistration/{mutating,validating}webhookconfiguration/strategy.go
 */
import type { MutatingWebhook, MutatingWebhookConfiguration } from '../../apimachinery/api/admissionregistration-v1';
import { sameJson } from '../../apimachinery/same-json';
import type { JsonValue } from '../../apimachinery/object-meta';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import type { Draft, ResourceStrategy } from '../strategy';
import { fields } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { applyWebhookDefaults, webhooksRule } from './webhook-rules';

function configuration(defaults: (webhook: Draft<MutatingWebhook>) => void) {
  return kindStrategy<MutatingWebhookConfiguration>({
    namespaced: false,
    name: nameIsDnsSubdomain,
    qualifiedFinalizers: false,
    applyDefaults: ({ webhooks }) => webhooks?.forEach(defaults),
    rule: fields<MutatingWebhookConfiguration>({ webhooks: webhooksRule }),
    generation: (object, old) => !sameJson((object.webhooks ?? null) as JsonValue, (old.webhooks ?? null) as JsonValue),
    allowUnconditionalUpdate: false,
  });
}

export const mutatingWebhookConfiguration: ResourceStrategy<MutatingWebhookConfiguration> = configuration((webhook) => {
  applyWebhookDefaults(webhook);
  webhook.reinvocationPolicy ??= 'Never';
});

export const validatingWebhookConfiguration: ResourceStrategy<MutatingWebhookConfiguration> =
  configuration(applyWebhookDefaults);
