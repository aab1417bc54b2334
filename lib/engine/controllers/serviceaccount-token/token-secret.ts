/**
 * Secrets of type kubernetes.io/service-account-token: whose they are, and what they lack.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/authentication/serviceaccount/util.go (IsServiceAccountToken),
 * pkg/controller/serviceaccount/tokens_controller.go (secretUpdateNeeded)
 */
import type { Secret, ServiceAccount } from '../../apimachinery/api/core-v1';
import { encodeBase64 } from '../../apimachinery/base64';
import type { Lister } from '../../client/informer';

export const TOKEN_TYPE = 'kubernetes.io/service-account-token';
export const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
export const ACCOUNT_UID = 'kubernetes.io/service-account.uid';

export function isTokenSecret({ type }: Secret): boolean {
  return type === TOKEN_TYPE;
}

export function accountNameOf({ metadata }: Secret): string {
  return metadata.annotations?.[ACCOUNT_NAME] ?? '';
}

/** The account of a Secret among those that are known; undefined also where another has taken its name. */
export function accountOf(secret: Secret, accounts: Lister<ServiceAccount>): ServiceAccount | undefined {
  const account = accounts.get(`${secret.metadata.namespace}/${accountNameOf(secret)}`);
  return account && belongsTo(secret, account) ? account : undefined;
}

/** By name, and by uid where the Secret says one. */
export function belongsTo(secret: Secret, { metadata }: ServiceAccount): boolean {
  const uid = secret.metadata.annotations?.[ACCOUNT_UID] ?? '';
  return accountNameOf(secret) === metadata.name && (uid === '' || uid === metadata.uid);
}

/** The data that the Secret lacks; undefined when it has all of it. */
export function missingData(
  { data = {}, metadata }: Secret,
  rootCertificate: string,
  token: () => string,
): Readonly<Record<string, string>> | undefined {
  const certificate = encodeBase64(rootCertificate);
  const missing = {
    ...(rootCertificate === '' || data['ca.crt'] === certificate ? {} : { 'ca.crt': certificate }),
    ...(data['namespace'] ? {} : { namespace: encodeBase64(metadata.namespace ?? '') }),
    ...(data['token'] ? {} : { token: encodeBase64(token()) }),
  };
  return Object.keys(missing).length > 0 ? missing : undefined;
}
