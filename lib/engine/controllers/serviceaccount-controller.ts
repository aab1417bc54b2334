/**
 * Sees to it that each namespace has its ServiceAccount `default`.
 *
 * Watches: Namespaces, ServiceAccounts. Writes: ServiceAccounts.
 * Upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go
 */
import type { Namespace, ServiceAccount } from '../apimachinery/api/core-v1';
import { isStatusError } from '../apimachinery/status-error';
import { ReconcilingController, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import { isNamespaceTerminating } from './pods/pod-control';

const ACCOUNT = 'default';

export class ServiceAccountController extends ReconcilingController {
  readonly name = 'serviceaccount-controller';
  readonly #namespaces: Informer<Namespace>;
  readonly #accounts: Informer<ServiceAccount>;

  constructor(context: ControllerContext) {
    super(context);
    this.#namespaces = context.informers.of<Namespace>('namespaces');
    this.#accounts = context.informers.of<ServiceAccount>('serviceaccounts');
  }

  start(): void {
    const enqueue = ({ metadata }: Namespace): void => this.queue.add(metadata.name);
    this.#namespaces.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after) });
    this.#accounts.addHandlers({ deleted: ({ metadata }) => this.queue.add(metadata.namespace!) });
  }

  reconcile(namespace: string): void {
    if (this.#namespaces.get(namespace)?.status?.phase !== 'Active') return;
    if (this.#accounts.get(`${namespace}/${ACCOUNT}`)) return;
    try {
      this.context.client.resource('serviceaccounts').create({ metadata: { name: ACCOUNT, namespace } });
    } catch (error) {
      if (!isStatusError(error, 'AlreadyExists') && !isNamespaceTerminating(error)) throw error;
    }
  }
}
