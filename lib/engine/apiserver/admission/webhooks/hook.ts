/**
 * The webhooks that are registered, in the order in which they are called.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/admission/configuration/{mutating,validating}_webhook_manager.go, pkg/admission/plugin/webhook/accessors.go
 */
import type {
  MutatingWebhook,
  MutatingWebhookConfiguration,
  ValidatingWebhook,
  ValidatingWebhookConfiguration,
} from '../../../apimachinery/api/admissionregistration-v1';
import type { Store } from '../../../store/store';
import type { ResourceTarget } from '../../request';

export interface Hook {
  /** Unique among all, whatever two configurations call their webhooks. */
  readonly uid: string;
  readonly configuration: string;
  readonly webhook: MutatingWebhook & ValidatingWebhook;
}

/** A webhook and the version in which it wants the object. */
export interface Invocation {
  readonly hook: Hook;
  readonly target: ResourceTarget;
}

type Configuration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration;

/** By name of the configuration, then as it lists them. */
export function hooksOf(store: Store, plural: 'mutating' | 'validating'): Hook[] {
  const configurations = store.table(`admissionregistration.k8s.io/${plural}webhookconfigurations`).list();
  return (configurations as unknown as Configuration[]).flatMap(({ metadata: { name }, webhooks = [] }) =>
    webhooks.map((webhook, index) => ({ uid: `${name}/${webhook.name}/${index}`, configuration: name, webhook })),
  );
}
