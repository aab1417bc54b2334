/**
 * Tokens of service accounts: bound ones with an end and an audience, and those that Secrets hold for good. A token dies with what it is
 * bound to.
 *
 * Upstream: pkg/serviceaccount/{claims,jwt,legacy}.go
 */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { decodeBase64 } from '../../apimachinery/base64';
import type { Clock } from '../../clock/clock';
import type { Store } from '../../store/store';
import { serviceAccountGroups, serviceAccountUserName } from '../authorization/service-account-user';
import { LAST_USED_LABEL, trackedDay } from '../bootstrap/legacy-token-tracking';
import type { User } from '../request';
import { readToken, writeToken } from './json-web-token';
import { NOT_A_TOKEN, type TokenAuthenticator, type TokenVerdict } from './token-authenticator';
import type { TokenSigner } from './token-signer';

/** Who signs, and for whom the API server takes tokens. */
export const SERVICE_ACCOUNT_ISSUER = 'https://kubernetes.default.svc.cluster.local';
const LEGACY_ISSUER = 'kubernetes/serviceaccount';
const LEGACY_CLAIM = 'kubernetes.io/serviceaccount';
const POD_NAME = 'authentication.kubernetes.io/pod-name';
const POD_UID = 'authentication.kubernetes.io/pod-uid';

interface Reference {
  readonly name: string;
  readonly uid: string;
}

/** The claims of Kubernetes' own in a bound token. */
type BoundClaims = {
  readonly namespace: string;
  readonly serviceaccount: Reference;
  readonly pod?: Reference;
  readonly secret?: Reference;
  readonly warnafter?: number;
};

export interface TokenWish {
  readonly serviceAccount: KubeObject;
  readonly audiences: readonly string[];
  readonly lifetimeSeconds: number;
  readonly boundTo?: { readonly kind: 'pod' | 'secret'; readonly object: KubeObject };
  /** The token lives longer than was asked for; its use after so long is noted. */
  readonly warnAfterSeconds?: number;
}

export class ServiceAccountTokens implements TokenAuthenticator {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    readonly signer: TokenSigner,
  ) {}

  issue({ serviceAccount, audiences, lifetimeSeconds, boundTo, warnAfterSeconds }: TokenWish): string {
    const { name, namespace = '' } = serviceAccount.metadata;
    const now = this.#nowSeconds();
    const own: BoundClaims = {
      namespace,
      ...(boundTo ? { [boundTo.kind]: referenceTo(boundTo.object) } : {}),
      serviceaccount: referenceTo(serviceAccount),
      ...(warnAfterSeconds === undefined ? {} : { warnafter: now + warnAfterSeconds }),
    };
    const claims = {
      aud: audiences,
      exp: now + lifetimeSeconds,
      iat: now,
      iss: SERVICE_ACCOUNT_ISSUER,
      'kubernetes.io': own as unknown as JsonObject,
      nbf: now,
      sub: serviceAccountUserName(namespace, name),
    };
    return writeToken(claims, this.signer);
  }

  /** The token of a Secret of type kubernetes.io/service-account-token. */
  issueForSecret(serviceAccount: KubeObject, secret: KubeObject): string {
    const { name, namespace = '', uid } = serviceAccount.metadata;
    const claims = {
      iss: LEGACY_ISSUER,
      [`${LEGACY_CLAIM}/namespace`]: namespace,
      [`${LEGACY_CLAIM}/secret.name`]: secret.metadata.name,
      [`${LEGACY_CLAIM}/service-account.name`]: name,
      [`${LEGACY_CLAIM}/service-account.uid`]: uid,
      sub: serviceAccountUserName(namespace, name),
    };
    return writeToken(claims, this.signer);
  }

  authenticateToken(token: string, audiences: readonly string[]): TokenVerdict {
    const claims = readToken(token, this.signer);
    if (!claims) return NOT_A_TOKEN;
    if (claims.iss === LEGACY_ISSUER) return this.#legacyVerdict(claims, token, audiences);
    if (claims.iss !== SERVICE_ACCOUNT_ISSUER) return NOT_A_TOKEN;
    const meant = Array.isArray(claims.aud) ? (claims.aud as readonly string[]) : [];
    const wanted = audiences.length > 0 ? audiences : [SERVICE_ACCOUNT_ISSUER];
    const shared = wanted.filter((audience) => meant.includes(audience));
    if (shared.length === 0)
      return refused(`token audiences ${goStrings(meant)} is invalid for the target audiences ${goStrings(wanted)}`);
    const fault = this.#faultOfTime(claims) ?? this.#faultOfBinding(claims['kubernetes.io'] as unknown as BoundClaims);
    return fault
      ? refused(fault)
      : { user: userOf(claims['kubernetes.io'] as unknown as BoundClaims), audiences: shared };
  }

  #faultOfTime({ exp, nbf }: JsonObject): string | undefined {
    const now = this.#nowSeconds();
    if (typeof exp === 'number' && now > exp) return 'service account token has expired';
    return typeof nbf === 'number' && now < nbf ? 'service account token is not valid yet' : undefined;
  }

  #faultOfBinding({ namespace, serviceaccount, pod, secret }: BoundClaims): string | undefined {
    const bound = [
      { table: 'serviceaccounts', resource: 'service account', reference: serviceaccount },
      ...(pod ? [{ table: 'pods', resource: 'pod', reference: pod }] : []),
      ...(secret ? [{ table: 'secrets', resource: 'secret', reference: secret }] : []),
    ];
    for (const { table, resource, reference } of bound) {
      const found = this.store.table(table).get(`${namespace}/${reference.name}`);
      if (!found) return `${table} ${JSON.stringify(reference.name)} not found`;
      if (found.metadata.uid !== reference.uid)
        return `${resource} UID (${found.metadata.uid}) does not match claim (${reference.uid})`;
    }
    return undefined;
  }

  #legacyVerdict(claims: JsonObject, token: string, audiences: readonly string[]): TokenVerdict {
    if (audiences.length > 0 && !audiences.includes(SERVICE_ACCOUNT_ISSUER)) return NOT_A_TOKEN;
    const claim = (name: string): string => String(claims[`${LEGACY_CLAIM}/${name}`] ?? '');
    const namespace = claim('namespace');
    const secret = this.store.table(`secrets`).get(`${namespace}/${claim('secret.name')}`);
    const data = secret?.data as Readonly<Record<string, string>> | undefined;
    if (!secret || secret.metadata.deletionTimestamp || decodeBase64(data?.token ?? '') !== token)
      return refused('service account token has been invalidated');
    const serviceaccount = { name: claim('service-account.name'), uid: claim('service-account.uid') };
    const fault = this.#faultOfBinding({ namespace, serviceaccount });
    if (fault) return refused(fault);
    this.#noteUse(secret);
    return { user: userOf({ namespace, serviceaccount }), audiences: [SERVICE_ACCOUNT_ISSUER] };
  }

  /** Once a day. */
  #noteUse(secret: KubeObject): void {
    const { name, namespace, labels } = secret.metadata;
    const today = trackedDay(this.clock.now());
    if (labels?.[LAST_USED_LABEL] === today) return;
    const used = { ...secret, metadata: { ...secret.metadata, labels: { ...labels, [LAST_USED_LABEL]: today } } };
    this.store.table('secrets').put(`${namespace}/${name}`, used);
  }

  #nowSeconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }
}

function referenceTo({ metadata: { name, uid } }: KubeObject): Reference {
  return { name, uid };
}

function userOf({ namespace, serviceaccount: { name, uid }, pod }: BoundClaims): User {
  return {
    name: serviceAccountUserName(namespace, name),
    uid,
    groups: [...serviceAccountGroups(namespace), 'system:authenticated'],
    ...(pod ? { extra: { [POD_NAME]: [pod.name], [POD_UID]: [pod.uid] } } : {}),
  };
}

function refused(why: string): TokenVerdict {
  return { error: `[invalid bearer token, ${why}]` };
}

/** A list of texts as Go's %q prints it. */
function goStrings(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`;
}
