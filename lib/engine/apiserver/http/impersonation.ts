/**
 * Acting as somebody else: `Impersonate-User`, `-Group`, `-Uid` and `-Extra-...` headers, each of which must be allowed to the caller.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go
 */
import { quote } from '../../apimachinery/go-text';
import type { Authorizer } from '../authorization/authorizer';
import {
  parseServiceAccountUserName,
  serviceAccountGroups,
  serviceAccountUserName,
} from '../authorization/service-account-user';
import type { User } from '../request';
import { forbiddenBy } from './authorize-request';
import { textResponse, type HttpRequest, type HttpResponse } from './http-message';

const AUTHENTICATED = 'system:authenticated';
const UNAUTHENTICATED = 'system:unauthenticated';
const ANONYMOUS = 'system:anonymous';
const EXTRA_PREFIX = 'impersonate-extra-';
const AUTHENTICATION = 'authentication.k8s.io/v1';

type Kind = 'User' | 'ServiceAccount' | 'Group' | 'UserExtra' | 'UID';

/** One thing that the caller wants to be. */
interface Claim {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace: string;
  readonly apiVersion: string;
  /** Of an extra: its key. */
  readonly key: string;
}

const RESOURCES: Readonly<Record<Kind, string>> = {
  User: 'users',
  ServiceAccount: 'serviceaccounts',
  Group: 'groups',
  UserExtra: 'userextras',
  UID: 'uids',
};

/**
 * The user as whom the request acts; the caller where nothing is impersonated. A malformed wish is answered in plain text.
 * @throws StatusError Forbidden
 */
export function impersonatedUser(
  authorizer: Authorizer,
  request: HttpRequest,
  caller: User,
): { readonly user: User } | { readonly response: HttpResponse } {
  const claims = claimsOf(request);
  if (claims.length === 0) return { user: caller };
  if (!claims.some(({ kind }) => kind === 'User' || kind === 'ServiceAccount')) {
    const what = `requested [${claims.map(formatClaim).join(' ')}] without impersonating a user`;
    return { response: textResponse(500, `Internal Server Error: ${quote(request.url)}: ${what}\n`) };
  }
  for (const claim of claims) authorizeClaim(authorizer, caller, claim);
  return { user: userOf(claims) };
}

function claimsOf({ headers }: HttpRequest): Claim[] {
  const claims: Claim[] = [];
  const add = (kind: Kind, name: string, more: Partial<Claim> = {}): void => {
    claims.push({ kind, name, namespace: '', apiVersion: '', key: '', ...more });
  };
  const [name] = valuesOf(headers['impersonate-user']);
  if (name) {
    const account = parseServiceAccountUserName(name);
    if (account) add('ServiceAccount', account.name, { namespace: account.namespace });
    else add('User', name);
  }
  for (const group of valuesOf(headers['impersonate-group'])) add('Group', group);
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(EXTRA_PREFIX)) continue;
    const key = unescape(header.slice(EXTRA_PREFIX.length));
    for (const extra of valuesOf(value)) add('UserExtra', extra, { apiVersion: AUTHENTICATION, key });
  }
  const [uid] = valuesOf(headers['impersonate-uid']);
  if (uid) add('UID', uid, { apiVersion: AUTHENTICATION });
  return claims;
}

function valuesOf(header: string | undefined): readonly string[] {
  return header === undefined ? [] : header.split('\n');
}

function unescape(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function authorizeClaim(authorizer: Authorizer, user: User, claim: Claim): void {
  const { kind, name, namespace, apiVersion, key } = claim;
  const [group = '', version = ''] = apiVersion === '' ? [] : apiVersion.split('/');
  const resource = RESOURCES[kind];
  const attributes = { user, verb: 'impersonate', isResource: true, path: '', group, version };
  const asked = { ...attributes, resource, subresource: key, namespace, name };
  const { decision, reason } = authorizer.authorize(asked);
  if (decision !== 'Allow') throw forbiddenBy(asked, reason);
}

function userOf(claims: readonly Claim[]): User {
  const extra: Record<string, string[]> = {};
  let name = '';
  let uid: string | undefined;
  let groups = claims.filter(({ kind }) => kind === 'Group').map((claim) => claim.name);
  for (const claim of claims) {
    if (claim.kind === 'User') name = claim.name;
    if (claim.kind === 'UID') uid = claim.name;
    if (claim.kind === 'UserExtra') (extra[claim.key] ??= []).push(claim.name);
    if (claim.kind === 'ServiceAccount') {
      name = serviceAccountUserName(claim.namespace, claim.name);
      if (groups.length === 0) groups = serviceAccountGroups(claim.namespace);
    }
  }
  return { name, ...(uid === undefined ? {} : { uid }), groups: withStanding(name, groups), extra };
}

/** Everybody but the anonymous is authenticated, unless the groups already say something about it. */
function withStanding(name: string, groups: readonly string[]): readonly string[] {
  if (name === ANONYMOUS) return groups.includes(UNAUTHENTICATED) ? groups : [...groups, UNAUTHENTICATED];
  return groups.includes(AUTHENTICATED) || groups.includes(UNAUTHENTICATED) ? groups : [...groups, AUTHENTICATED];
}

/** As Go prints an ObjectReference: kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath. */
function formatClaim({ kind, namespace, name, apiVersion, key }: Claim): string {
  return `{${[kind, namespace, name, '', apiVersion, '', key].join(' ')}}`;
}
