/**
 * Nothing is created in a namespace that does not exist or is going; `default` and the system namespaces stay.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go
 */
import { failure, forbidden, notFound } from '../../apimachinery/status-error';
import type { AdmissionPlugin, AdmissionRequest } from './admission';

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);
/** Reviews may be asked in any namespace. */
const REVIEWS = new Set(['authorization.k8s.io/localsubjectaccessreviews']);

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit: (request) => {
    check(request);
    return undefined;
  },
};

function check(request: AdmissionRequest): void {
  const { target, operation, store } = request;
  const { definition } = target;
  if (definition.table === 'namespaces') {
    if (operation === 'DELETE' && IMMORTAL.has(target.name)) {
      throw forbidden(definition.groupResource, target.name, 'this namespace may not be deleted');
    }
    return;
  }
  if (!definition.namespaced || operation !== 'CREATE' || REVIEWS.has(definition.table)) return;
  const namespace = store.table('namespaces').get(target.namespace);
  if (!namespace) throw notFound({ group: '', resource: 'namespaces' }, target.namespace);
  if (!namespace.metadata.deletionTimestamp) return;
  const name = request.object?.metadata.name || target.name;
  const why = `unable to create new content in namespace ${target.namespace} because it is being terminated`;
  const error = forbidden(definition.groupResource, name, why);
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${target.namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  throw failure(403, 'Forbidden', error.message, { ...error.status.details, causes: [cause] });
}
