/**
 * Fills the Secrets in which somebody asks for a token of a ServiceAccount, and removes those whose account is gone.
 *
 * Watches: ServiceAccounts, Secrets. Writes: Secrets, ServiceAccounts (references to Secrets that are gone).
 * Upstream: pkg/controller/serviceaccount/tokens_controller.go
 */
import type { Secret, ServiceAccount } from '../apimachinery/api/core-v1';
import { isStatusError } from '../apimachinery/status-error';
import { ReconcilingController } from '../client/controller';
import type { Credentials } from '../client/credentials';
import type { Informer } from '../client/informer';
import type { ControllerManagerContext } from './controller-manager-context';
import {
  ACCOUNT_NAME,
  ACCOUNT_UID,
  accountNameOf,
  accountOf,
  belongsTo,
  isTokenSecret,
  missingData,
} from './serviceaccount-token/token-secret';

/** After so many failures in a row a Secret is left alone until it changes. */
const MAX_RETRIES = 10;
const BY_ACCOUNT = 'service account of token';

export class ServiceAccountTokenController extends ReconcilingController {
  readonly name = 'serviceaccount-token-controller';
  readonly #accounts: Informer<ServiceAccount>;
  readonly #secrets: Informer<Secret>;
  readonly #credentials: Credentials;

  constructor(context: ControllerManagerContext) {
    super(context);
    this.#credentials = context.credentials;
    this.#accounts = context.informers.of<ServiceAccount>('serviceaccounts');
    this.#secrets = context.informers.of<Secret>('secrets');
    this.#secrets.addIndex(BY_ACCOUNT, (secret) =>
      isTokenSecret(secret) ? [`${secret.metadata.namespace}/${accountNameOf(secret)}`] : [],
    );
  }

  start(): void {
    const enqueue = (secret: Secret): void => {
      const { namespace, name } = secret.metadata;
      if (isTokenSecret(secret) && accountNameOf(secret) !== '') this.queue.add(`${namespace}/${name}`);
    };
    this.#secrets.addHandlers({
      added: enqueue,
      updated: (_before, after) => enqueue(after),
      deleted: (secret) => this.#forgetReference(secret),
    });
    this.#accounts.addHandlers({
      deleted: ({ metadata: { namespace, name } }) =>
        this.#secrets.byIndex(BY_ACCOUNT, `${namespace}/${name}`).forEach(enqueue),
    });
  }

  reconcile(key: string): void {
    const secret = this.#secrets.get(key);
    if (!secret) return;
    try {
      const account = accountOf(secret, this.#accounts) ?? this.#liveAccountOf(secret);
      if (account) this.#complete(secret, account);
      else this.#delete(secret);
    } catch (error) {
      if (this.queue.failuresOf(key) < MAX_RETRIES) throw error;
      this.context.onError?.(this.name, key, error);
    }
  }

  /** The account may be younger than this copy of the world. */
  #liveAccountOf(secret: Secret): ServiceAccount | undefined {
    const accounts = this.context.client.resource<ServiceAccount>('serviceaccounts');
    const account = accounts.find(accountNameOf(secret), secret.metadata.namespace);
    return account && belongsTo(secret, account) ? account : undefined;
  }

  #complete(cached: Secret, account: ServiceAccount): void {
    const { rootCertificate } = this.#credentials;
    const secrets = this.context.client.resource<Secret>('secrets');
    if (!missingData(cached, rootCertificate, () => '')) return;
    const secret = secrets.find(cached.metadata.name, cached.metadata.namespace);
    // Of another version the informer will tell.
    if (secret?.metadata.resourceVersion !== cached.metadata.resourceVersion) return;
    const missing = missingData(secret, rootCertificate, () => this.#credentials.tokenFor(account, secret));
    const { name, uid } = account.metadata;
    const annotations = { ...secret.metadata.annotations, [ACCOUNT_NAME]: name, [ACCOUNT_UID]: uid };
    const data = { ...secret.data, ...missing };
    try {
      secrets.update({ ...secret, metadata: { ...secret.metadata, annotations }, data });
    } catch (error) {
      if (!isStatusError(error, 'NotFound', 'Conflict')) throw error;
    }
  }

  #delete({ metadata: { name, namespace, uid } }: Secret): void {
    try {
      this.context.client.resource('secrets').delete(name, namespace, { preconditions: { uid } });
    } catch (error) {
      if (!isStatusError(error, 'NotFound', 'Conflict')) throw error;
    }
  }

  /** Accounts of old list the Secrets that were made for them. */
  #forgetReference(secret: Secret): void {
    if (!isTokenSecret(secret)) return;
    const known = accountOf(secret, this.#accounts);
    if (!known) return;
    const { name, namespace } = known.metadata;
    const accounts = this.context.client.resource<ServiceAccount>('serviceaccounts');
    const account = accounts.find(name, namespace);
    const secrets = account?.secrets?.filter((reference) => reference.name !== secret.metadata.name);
    if (!account || account.metadata.uid !== known.metadata.uid || secrets?.length === account.secrets?.length) return;
    try {
      accounts.update({ ...account, secrets });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }
}
