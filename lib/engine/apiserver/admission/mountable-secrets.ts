/**
 * Secrets that pods of a ServiceAccount may use, where the account's annotation says that only those it lists may be.
 *
 * Upstream: plugin/pkg/admission/serviceaccount/admission.go (limitSecretReferences, limitEphemeralContainerSecretReferences)
 */
import type { Container, PodSpec, ServiceAccount } from '../../apimachinery/api/core-v1';

const ENFORCE = 'kubernetes.io/enforce-mountable-secrets';
/** What Go reads as true. */
const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];

export function enforcesMountableSecrets({ metadata }: ServiceAccount): boolean {
  return TRUE.includes(metadata.annotations?.[ENFORCE] ?? '');
}

/** The first reference of a new pod that its account does not allow, in words; undefined where all are allowed. */
export function unlistedSecret(account: ServiceAccount, spec: PodSpec): string | undefined {
  const { volumes = [], initContainers = [], containers = [], imagePullSecrets = [] } = spec;
  const mountable = namesOf(account.secrets);
  const pulls = namesOf(account.imagePullSecrets);
  const volume = volumes.find(({ secret }) => secret && !mountable.has(secret.secretName));
  if (volume) return refused(`volume with secret.secretName="${volume.secret!.secretName ?? ''}"`, account, 'secret');
  const used = [
    ...initContainers.flatMap((container) => environmentSecrets('init container', container)),
    ...containers.flatMap((container) => environmentSecrets('container', container)),
  ].find(({ secret }) => !mountable.has(secret));
  if (used) return refused(used.text, account, 'secret');
  const pull = imagePullSecrets.findIndex(({ name }) => !pulls.has(name));
  if (pull < 0) return undefined;
  return refused(`imagePullSecrets[${pull}].name="${imagePullSecrets[pull]!.name ?? ''}"`, account, 'imagePullSecret');
}

/** The same for the ephemeral containers of a pod that runs. */
export function unlistedEphemeralSecret(account: ServiceAccount, spec: PodSpec): string | undefined {
  const mountable = namesOf(account.secrets);
  const used = (spec.ephemeralContainers ?? [])
    .flatMap((container) => environmentSecrets('ephemeral container', container))
    .find(({ secret }) => !mountable.has(secret));
  return used && refused(used.text, account, 'secret');
}

function namesOf(references: readonly { readonly name?: string }[] | undefined): ReadonlySet<string | undefined> {
  return new Set((references ?? []).map(({ name }) => name));
}

function refused(what: string, { metadata }: ServiceAccount, kind: string): string {
  return `${what} is not allowed because service account ${metadata.name} does not reference that ${kind}`;
}

interface Use {
  readonly secret: string | undefined;
  readonly text: string;
}

function environmentSecrets(kind: string, container: Pick<Container, 'name' | 'env' | 'envFrom'>): readonly Use[] {
  const { name, env = [], envFrom = [] } = container;
  const use = (how: string, secret: string | undefined): Use => ({
    secret,
    text: `${kind} ${name} with ${how} referencing secret.secretName="${secret ?? ''}"`,
  });
  return [
    ...env.flatMap((variable) => {
      const reference = variable.valueFrom?.secretKeyRef;
      return reference ? [use(`envVar ${variable.name}`, reference.name)] : [];
    }),
    ...envFrom.flatMap(({ secretRef }) => (secretRef ? [use('envFrom', secretRef.name)] : [])),
  ];
}
