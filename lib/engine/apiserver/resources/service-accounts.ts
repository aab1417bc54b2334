/**
 * ServiceAccount: who a pod is.
 *
 * Upstream: pkg/registry/core/serviceaccount/strategy.go, pkg/apis/core/validation/validation.go (ValidateServiceAccount)
 */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { kindStrategy } from './kind-strategy';

type ServiceAccount = KubeObject<{ readonly secrets?: readonly JsonObject[] }>;

export const serviceAccounts = kindStrategy<ServiceAccount>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  prepareForCreate: withNamesOnly,
  prepareForUpdate: withNamesOnly,
  onUpdate: ['metadata', 'object'],
  answersDeletedObject: true,
});

/** Secrets are referred to by name alone. */
function withNamesOnly(account: ServiceAccount): ServiceAccount {
  const { secrets } = account;
  if (!secrets?.some((secret) => Object.keys(secret).some((member) => member !== 'name'))) return account;
  return { ...account, secrets: secrets.map(({ name }) => (name === undefined ? {} : { name })) };
}
