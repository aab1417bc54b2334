/**
 * Binding a pod to a node, through `pods/binding` or by creating a Binding.
 *
 * Upstream: pkg/registry/core/pod/storage/storage.go (BindingREST), pkg/apis/core/validation/validation.go (ValidatePodBinding)
 */
import type { Binding } from '../../apimachinery/api/core-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import { badRequest, conflict, notFound, unknownError, type Status } from '../../apimachinery/status-error';
import { aggregateMessage, FieldError } from '../../apimachinery/validation/field-error';
import { admittedReview } from '../admission/admitted-review';
import { withMetadata, type ApiServerCore } from '../core';
import type { Pod } from '../resources/pod/pod-types';
import type { HandlerAnswer, HandlerRequest, SubresourceHandler } from '../subresource-handler';
import { withPodCondition } from './pod-condition';

export const SUCCESS: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

/** `POST pods/NAME/binding` */
export const podBinding: SubresourceHandler = {
  create: (core, request, body) => {
    if (body.metadata.name !== request.target.name) {
      throw badRequest('name in URL does not match name in Binding object');
    }
    return bind(core, request, body as unknown as Binding);
  },
};

/** `POST bindings`: the same, with the pod's name in the body. */
export const bindings: SubresourceHandler = {
  create: (core, request, body) => bind(core, request, body as unknown as Binding),
};

function bind(core: ApiServerCore, request: HandlerRequest, sent: Binding): HandlerAnswer {
  const admitted = admittedReview(core, request, sent as unknown as KubeObject, (binding) =>
    refuseFaulty(binding as unknown as Binding),
  ) as unknown as Binding;
  const { name } = admitted.metadata;
  const table = core.store.table<KubeObject>('pods');
  const key = `${request.target.namespace}/${name}`;
  const pod = table.get(key) as Pod | undefined;
  if (!pod) throw notFound({ group: '', resource: 'pods' }, name);
  const refusal = refusalOf(pod, admitted);
  if (refusal !== undefined) throw conflict({ group: '', resource: 'pods/binding' }, name, refusal);
  if (!request.options.dryRun) table.put(key, assigned(pod, admitted, core.clock.now()));
  return { outcome: SUCCESS };
}

function refuseFaulty({ target }: Binding): void {
  const errors: FieldError[] = [];
  const { kind = '', name = '' } = target ?? {};
  if (kind !== '' && kind !== 'Node') errors.push(FieldError.notSupported('target.kind', kind, ['Node', '<empty>']));
  if (name === '') errors.push(FieldError.required('target.name'));
  if (errors.length > 0) throw unknownError(aggregateMessage(errors));
}

/** Why the pod cannot be bound. */
function refusalOf({ metadata, spec }: Pod, binding: Binding): string | undefined {
  const { uid, resourceVersion } = binding.metadata;
  if (uid && uid !== metadata.uid) {
    return `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    return `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`;
  }
  if (metadata.deletionTimestamp) return `pod ${metadata.name} is being deleted, cannot be assigned to a host`;
  if (spec.nodeName) return `pod ${metadata.name} is already assigned to node "${spec.nodeName}"`;
  if (spec.schedulingGates?.length) return `pod ${metadata.name} has non-empty .spec.schedulingGates`;
  return undefined;
}

/** The pod on its node, with the annotations that the scheduler gave it. */
function assigned(pod: Pod, { target, metadata }: Binding, nowMs: number): Pod {
  const annotations = { ...pod.metadata.annotations, ...metadata.annotations };
  const annotated = Object.keys(annotations).length > 0 ? withMetadata(pod, { annotations }) : pod;
  const placed = { ...annotated, spec: { ...pod.spec, nodeName: target.name ?? '' } };
  return withPodCondition(placed, { type: 'PodScheduled', status: 'True' }, nowMs);
}
