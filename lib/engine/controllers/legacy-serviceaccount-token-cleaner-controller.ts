/**
 * Removes tokens that were once made for each ServiceAccount and that nobody has used for long.
 *
 * Only those count that their account refers to: what somebody asked for by a Secret of their own stays.
 *
 * Watches: Secrets, ServiceAccounts, Pods. Writes: deletions of Secrets.
 * Upstream: pkg/controller/serviceaccount/legacy_serviceaccount_token_cleaner.go
 */
import type { ConfigMap, Pod, Secret, ServiceAccount } from '../apimachinery/api/core-v1';
import { isStatusError } from '../apimachinery/status-error';
import { parseTime } from '../apimachinery/time';
import { ReconcilingController, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import type { ControllerManagerOptions } from './controller-manager-options';
import { secretNamesOf } from './pods/pod-secrets';
import { accountOf, isTokenSecret } from './serviceaccount-token/token-secret';

const DAY_MS = 24 * 60 * 60_000;
const SYNC_PERIOD_MS = DAY_MS;
const LAST_USED = 'kubernetes.io/legacy-token-last-used';
/** Since when the API server notes the use of tokens. */
const TRACKING = { name: 'kube-apiserver-legacy-service-account-token-tracking', namespace: 'kube-system' };
const DATE = /^\d{4}-\d\d-\d\d$/;
/** The one key: all tokens. */
const ALL = '*';

export class LegacyServiceAccountTokenCleanerController extends ReconcilingController {
  readonly name = 'legacy-serviceaccount-token-cleaner-controller';
  readonly #accounts: Informer<ServiceAccount>;
  readonly #secrets: Informer<Secret>;
  readonly #pods: Informer<Pod>;

  constructor(
    context: ControllerContext,
    private readonly options: ControllerManagerOptions,
  ) {
    super(context);
    this.#accounts = context.informers.of<ServiceAccount>('serviceaccounts');
    this.#secrets = context.informers.of<Secret>('secrets');
    this.#pods = context.informers.of<Pod>('pods');
  }

  start(): void {
    this.queue.add(ALL);
  }

  reconcile(): ReconcileResult {
    const nowMs = this.context.clock.now();
    const periodMs = this.options.legacyServiceAccountTokenCleanUpPeriodMs;
    const trackedMs = this.#trackedSinceMs();
    // The day on which tracking began counts only from its end.
    if (trackedMs !== undefined && nowMs >= trackedMs + DAY_MS + periodMs) this.#clean(nowMs - periodMs);
    return { requeueAfterMs: SYNC_PERIOD_MS };
  }

  #trackedSinceMs(): number | undefined {
    const since = this.context.client.resource<ConfigMap>('configmaps').find(TRACKING.name, TRACKING.namespace);
    const text = since?.data?.['since'] ?? '';
    return DATE.test(text) ? parseTime(`${text}T00:00:00Z`) : undefined;
  }

  #clean(sinceMs: number): void {
    const mounted = new Map<string, ReadonlySet<string>>();
    for (const secret of this.#secrets.list()) {
      if (!isTokenSecret(secret) || !isUnusedSince(secret, sinceMs)) continue;
      const { name, namespace = '' } = secret.metadata;
      const account = accountOf(secret, this.#accounts);
      if (!account?.secrets?.some((reference) => reference.name === name)) continue;
      const names = mounted.get(namespace) ?? this.#mountedIn(namespace);
      mounted.set(namespace, names);
      if (!names.has(name)) this.#delete(secret);
    }
  }

  #mountedIn(namespace: string): ReadonlySet<string> {
    return new Set(this.#pods.list(namespace).flatMap(secretNamesOf));
  }

  #delete({ metadata: { name, namespace, resourceVersion } }: Secret): void {
    try {
      this.context.client.resource('secrets').delete(name, namespace, { preconditions: { resourceVersion } });
    } catch (error) {
      if (!isStatusError(error, 'NotFound', 'Conflict')) throw error;
    }
  }
}

/** A date that cannot be read is no proof. */
function isUnusedSince({ metadata }: Secret, sinceMs: number): boolean {
  if (parseTime(metadata.creationTimestamp) >= sinceMs || metadata.deletionTimestamp !== undefined) return false;
  const lastUsed = metadata.labels?.[LAST_USED];
  if (lastUsed === undefined) return true;
  return DATE.test(lastUsed) && lastUsed < new Date(sinceMs).toISOString().slice(0, 10);
}
