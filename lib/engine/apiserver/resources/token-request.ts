/**
 * `serviceaccounts/token`: a token for a service account, for a while, for somebody, bound to a pod or a Secret if so asked.
 *
 * Upstream: pkg/registry/core/serviceaccount/storage/token.go, pkg/apis/authentication/validation/validation.go
 */
import type { TokenRequest } from '../../apimachinery/api/authentication-v1';
import { quote } from '../../apimachinery/go-text';
import { parseGroupVersion, type KubeObject } from '../../apimachinery/object-meta';
import { badRequest, conflict, invalid, notFound } from '../../apimachinery/status-error';
import { formatTime } from '../../apimachinery/time';
import { FieldError } from '../../apimachinery/validation/field-error';
import { admittedReview } from '../admission/admitted-review';
import { SERVICE_ACCOUNT_ISSUER, type TokenWish } from '../authentication/service-account-tokens';
import { withMetadata, type ApiServerCore } from '../core';
import type { SubresourceHandler } from '../subresource-handler';

const KIND = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;
const MAX_SECONDS = 2 ** 32;
/** What pods' volumes ask for: an hour, and a mark by which they are known. Such tokens live a year, and their late use is noted. */
const POD_VOLUME_SECONDS = 3607;
const EXTENDED_SECONDS = 365 * 24 * 3600;

export const tokenRequest: SubresourceHandler = {
  create: (core, request, body) => {
    const { namespace, name } = request.target;
    checkSame('name', body.metadata.name, name);
    checkSame('namespace', body.metadata.namespace, namespace);
    const serviceAccount = core.store.table('serviceaccounts').get(`${namespace}/${name}`);
    if (!serviceAccount) throw notFound({ group: '', resource: 'serviceaccounts' }, name);
    const nowMs = core.clock.now();
    const review = admittedReview(core, request, completed(body as TokenRequest, namespace, name, nowMs), validate);
    const { spec } = review as TokenRequest;
    const boundTo = boundObject(core, spec.boundObjectRef, namespace, name);
    const seconds = spec.expirationSeconds ?? DEFAULT_SECONDS;
    const token = core.serviceAccountTokens.issue({
      serviceAccount,
      audiences: spec.audiences,
      boundTo,
      ...lifetimeOf(seconds, boundTo, spec.audiences),
    });
    const status = { token, expirationTimestamp: formatTime(nowMs + seconds * 1000) };
    return { status: 201, object: { ...review, status } };
  },
};

function checkSame(field: 'name' | 'namespace', sent: string | undefined, own: string): void {
  if (!sent || sent === own) return;
  const error = FieldError.invalid(`metadata.${field}`, sent, `must match the service account ${field} if specified`);
  throw invalid(KIND, own, [error]);
}

function completed(body: TokenRequest, namespace: string, name: string, nowMs: number): KubeObject {
  const { audiences, expirationSeconds } = body.spec;
  const creationTimestamp = formatTime(nowMs);
  const spec = {
    ...body.spec,
    audiences: audiences?.length ? audiences : [SERVICE_ACCOUNT_ISSUER],
    expirationSeconds: expirationSeconds ?? DEFAULT_SECONDS,
  };
  return { ...withMetadata(body, { name, namespace, creationTimestamp }), spec };
}

function validate(review: KubeObject): void {
  const { expirationSeconds = DEFAULT_SECONDS } = (review as TokenRequest).spec;
  const refuse = (why: string): never => {
    throw invalid(KIND, '', [FieldError.invalid('spec.expirationSeconds', expirationSeconds, why)]);
  };
  if (expirationSeconds < MIN_SECONDS) refuse('may not specify a duration less than 10 minutes');
  if (expirationSeconds > MAX_SECONDS) refuse('may not specify a duration larger than 2^32 seconds');
}

function lifetimeOf(
  seconds: number,
  boundTo: TokenWish['boundTo'],
  audiences: readonly string[],
): Pick<TokenWish, 'lifetimeSeconds' | 'warnAfterSeconds'> {
  const ownAudience = audiences.length === 1 && audiences[0] === SERVICE_ACCOUNT_ISSUER;
  const extended = seconds === POD_VOLUME_SECONDS && boundTo?.kind === 'pod' && ownAudience;
  return extended ? { lifetimeSeconds: EXTENDED_SECONDS, warnAfterSeconds: seconds } : { lifetimeSeconds: seconds };
}

function boundObject(
  core: ApiServerCore,
  reference: TokenRequest['spec']['boundObjectRef'],
  namespace: string,
  account: string,
): TokenWish['boundTo'] {
  if (!reference) return undefined;
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
  const { group, version } = parseGroupVersion(apiVersion) ?? { group: '', version: apiVersion };
  if (group !== '' || (kind !== 'Pod' && kind !== 'Secret'))
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  const table = kind === 'Pod' ? 'pods' : 'secrets';
  const object = core.store.table(table).get(`${namespace}/${name}`);
  if (!object) throw notFound({ group: '', resource: table }, name);
  if (kind === 'Pod' && accountOf(object) !== account)
    throw badRequest(
      `cannot bind token for serviceaccount ${quote(account)} to pod running with different serviceaccount name.`,
    );
  if (uid !== '' && uid !== object.metadata.uid)
    throw conflict(
      { group, resource: kind },
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  return { kind: kind === 'Pod' ? 'pod' : 'secret', object };
}

function accountOf(pod: KubeObject): string | undefined {
  return (pod as KubeObject<{ readonly spec?: { readonly serviceAccountName?: string } }>).spec?.serviceAccountName;
}
