/**
 * What a node may do to pods: make and delete mirror pods of its own, report the status of those it runs, evict them.
 *
 * Upstream: plugin/pkg/admission/noderestriction/admission.go (admitPod, admitPodStatus, admitPodEviction)
 */
import { quote } from '../../../apimachinery/go-text';
import type { JsonValue, KubeObject } from '../../../apimachinery/object-meta';
import { sameJson } from '../../../apimachinery/same-json';
import { notFound } from '../../../apimachinery/status-error';
import type { Pod } from '../../resources/pod/pod-types';
import { configMapNamesOf, secretNamesOf } from '../../resources/pod/referenced-objects';
import type { AdmissionRequest } from '../admission';
import { refusal } from '../refusal';

const MIRROR = 'kubernetes.io/config.mirror';

/** @throws StatusError NotFound */
export function podNamed({ store, target }: AdmissionRequest, name: string): Pod {
  const pod = store.table<KubeObject>('pods').get(`${target.namespace}/${name}`);
  if (!pod) throw notFound({ group: '', resource: 'pod' }, name);
  return pod as unknown as Pod;
}

export function admitPod(nodeName: string, request: AdmissionRequest): void {
  const { operation, object, old } = request;
  const node = quote(nodeName);
  if (operation === 'CREATE' && object) return admitMirrorPod(nodeName, request, object as unknown as Pod);
  if (operation !== 'DELETE') {
    throw refusal(
      request,
      `unexpected operation ${quote(operation)}, node ${node} can only create and delete mirror pods`,
    );
  }
  if ((old as unknown as Pod | undefined)?.spec.nodeName !== nodeName) {
    throw refusal(request, `node ${node} can only delete pods with spec.nodeName set to itself`);
  }
}

function admitMirrorPod(nodeName: string, request: AdmissionRequest, pod: Pod): void {
  const node = quote(nodeName);
  if (pod.metadata.annotations?.[MIRROR] === undefined) {
    throw refusal(request, `pod does not have ${quote(MIRROR)} annotation, node ${node} can only create mirror pods`);
  }
  if (pod.spec.nodeName !== nodeName) {
    throw refusal(request, `node ${node} can only create pods with spec.nodeName set to itself`);
  }
  checkOwner(nodeName, request, pod);
  const named = referencedBy(pod);
  if (named !== undefined) throw refusal(request, `node ${node} can not create pods that reference ${named}`);
}

/** What a pod of a node must not name, if it does. */
function referencedBy(pod: Pod): string | undefined {
  if (pod.spec.serviceAccountName) return 'a service account';
  if (secretNamesOf(pod).length > 0) return 'secrets';
  if (configMapNamesOf(pod).length > 0) return 'configmaps';
  return pod.spec.volumes?.some((volume) => volume.persistentVolumeClaim) ? 'persistentvolumeclaims' : undefined;
}

function checkOwner(nodeName: string, request: AdmissionRequest, { metadata }: Pod): void {
  const node = quote(nodeName);
  const [owner, ...others] = metadata.ownerReferences ?? [];
  if (others.length > 0) {
    throw refusal(request, `node ${node} can only create pods with a single owner reference set to itself`);
  }
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== nodeName) {
    throw refusal(request, `node ${node} can only create pods with an owner reference set to itself`);
  }
  if (!owner.controller) {
    throw refusal(request, `node ${node} can only create pods with a controller owner reference set to itself`);
  }
  if (owner.blockOwnerDeletion) {
    throw refusal(request, `node ${node} must not set blockOwnerDeletion on an owner reference`);
  }
  const stored = request.store.table<KubeObject>('nodes').get(nodeName);
  if (!stored) throw notFound({ group: '', resource: 'node' }, nodeName);
  if (owner.uid !== stored.metadata.uid) {
    throw refusal(request, `node ${nodeName} UID mismatch: expected ${owner.uid} got ${stored.metadata.uid}`);
  }
}

export function admitPodStatus(nodeName: string, request: AdmissionRequest): void {
  const { operation, object, old } = request;
  const node = quote(nodeName);
  if (operation !== 'UPDATE' || !object || !old) throw refusal(request, `unexpected operation ${quote(operation)}`);
  const [before, after] = [old as unknown as Pod, object as unknown as Pod];
  if (before.spec.nodeName !== nodeName) {
    throw refusal(request, `node ${node} can only update pod status for pods with spec.nodeName set to itself`);
  }
  if (!sameJson(before.metadata.labels ?? {}, after.metadata.labels ?? {})) {
    throw refusal(request, `node ${node} cannot update labels through pod status`);
  }
  const claims = ({ status }: Pod): JsonValue => (status?.resourceClaimStatuses ?? []) as unknown as JsonValue;
  if (!sameJson(claims(before), claims(after))) {
    throw refusal(request, `node ${node} cannot update resource claim statues`);
  }
}

export function admitPodEviction(nodeName: string, request: AdmissionRequest): void {
  if (request.operation !== 'CREATE') throw refusal(request, `unexpected operation ${request.operation}`);
  const name = request.target.name || request.object?.metadata.name;
  if (!name) throw refusal(request, 'could not determine pod from request data');
  if (podNamed(request, name).spec.nodeName !== nodeName) {
    throw refusal(request, `node ${nodeName} can only evict pods with spec.nodeName set to itself`);
  }
}
