/**
 * Empties a namespace that is being deleted, and lets it go.
 *
 * Watches: Namespaces. Writes: Namespaces' status and finalizers; deletes everything in them.
 * Upstream: pkg/controller/namespace/namespace_controller.go, deletion/namespaced_resources_deleter.go
 */
import type { Namespace } from '../apimachinery/api/core-v1';
import { sameJson } from '../apimachinery/same-json';
import { isStatusError } from '../apimachinery/status-error';
import { ReconcilingController, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import { deletionConditions } from './namespace/deletion-conditions';
import { deleteContent } from './namespace/namespace-content';

/** API servers besides this one may not yet know that nothing more is to be created. */
const GRACE_PERIOD_MS = 5_000;
const FINALIZER = 'kubernetes';

export class NamespaceController extends ReconcilingController {
  readonly name = 'namespace-controller';
  readonly #namespaces: Informer<Namespace>;

  constructor(context: ControllerContext) {
    super(context);
    this.#namespaces = context.informers.of<Namespace>('namespaces');
  }

  start(): void {
    const enqueue = ({ metadata }: Namespace): void => {
      if (metadata.deletionTimestamp !== undefined) this.queue.addAfter(metadata.name, GRACE_PERIOD_MS);
    };
    this.#namespaces.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after) });
  }

  reconcile(name: string): ReconcileResult | void {
    const namespaces = this.context.client.resource<Namespace>('namespaces');
    const namespace = namespaces.find(name);
    if (!namespace || namespace.metadata.deletionTimestamp === undefined) return;
    if (!namespace.spec?.finalizers?.includes(FINALIZER)) return;
    const remaining = deleteContent(this.context.client, name);
    const before = namespace.status?.conditions ?? [];
    const conditions = deletionConditions(before, remaining, this.context.clock.now());
    const status = { ...namespace.status, conditions };
    const told = sameJson(status, namespace.status) ? namespace : namespaces.updateStatus({ ...namespace, status });
    if (remaining.resources.size > 0) return { requeueAfterMs: (remaining.estimateSeconds / 2 + 1) * 1000 };
    this.#finalize(told);
  }

  #finalize(namespace: Namespace): void {
    const finalizers = (namespace.spec?.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
    try {
      const namespaces = this.context.client.resource<Namespace>('namespaces');
      namespaces.updateSubresource('finalize', { ...namespace, spec: { ...namespace.spec, finalizers } });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }
}
