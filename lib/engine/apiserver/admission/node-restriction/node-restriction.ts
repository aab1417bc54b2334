/**
 * Holds kubelets to what is their own: their Node, lease and CSINode, the status of their pods, tokens for these.
 *
 * Upstream: plugin/pkg/admission/noderestriction/admission.go
 * Differs: how a claim differs from what it was is told by the names of its members, not as Go's cmp prints them.
 */
import { quote } from '../../../apimachinery/go-text';
import type { JsonObject, JsonValue, KubeObject } from '../../../apimachinery/object-meta';
import { sameJson } from '../../../apimachinery/same-json';
import { nodeNameOf } from '../../authorization/node-identity';
import type { AdmissionPlugin, AdmissionRequest } from '../admission';
import { refusal } from '../refusal';
import { admitNode } from './own-node';
import { admitPod, admitPodEviction, admitPodStatus, podNamed } from './own-pods';

const LEASE_NAMESPACE = 'kube-node-lease';

export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  admit: (request) => {
    const { user } = request.caller;
    const nodeName = request.operation === 'CONNECT' ? undefined : nodeNameOf(user);
    if (nodeName === '') throw refusal(request, `could not determine node from user ${quote(user.name)}`);
    if (nodeName !== undefined) restrict(nodeName, request);
    return undefined;
  },
};

function restrict(nodeName: string, request: AdmissionRequest): void {
  const { definition, subresource } = request.target;
  switch (definition.table) {
    case 'pods':
      return restrictPod(nodeName, request, subresource);
    case 'nodes':
      return admitNode(nodeName, request);
    case 'persistentvolumeclaims':
      if (subresource !== 'status') throw refusal(request, 'may only update PVC status');
      return admitClaimStatus(nodeName, request);
    case 'serviceaccounts':
      return admitToken(nodeName, request);
    case 'coordination.k8s.io/leases':
      return admitLease(nodeName, request);
    case 'storage.k8s.io/csinodes':
      return admitOwn(nodeName, request, 'can only access CSINode with the same name as the requesting node');
    default:
  }
}

function restrictPod(nodeName: string, request: AdmissionRequest, subresource: string): void {
  switch (subresource) {
    case '':
      return admitPod(nodeName, request);
    case 'status':
      return admitPodStatus(nodeName, request);
    case 'eviction':
      return admitPodEviction(nodeName, request);
    default:
      throw refusal(
        request,
        `unexpected pod subresource ${quote(subresource)}, only 'status' and 'eviction' are allowed`,
      );
  }
}

function admitLease(nodeName: string, request: AdmissionRequest): void {
  if (request.target.namespace !== LEASE_NAMESPACE) {
    throw refusal(request, `can only access leases in the "${LEASE_NAMESPACE}" system namespace`);
  }
  admitOwn(nodeName, request, 'can only access node lease with the same name as the requesting node');
}

/** The path of a creation does not say the name. */
function admitOwn(nodeName: string, request: AdmissionRequest, why: string): void {
  const { operation, object, target } = request;
  const name = operation === 'CREATE' ? object?.metadata.name : target.name;
  if (name !== nodeName) throw refusal(request, why);
}

function admitClaimStatus(nodeName: string, request: AdmissionRequest): void {
  const { operation, object, old } = request;
  if (operation !== 'UPDATE' || !object || !old) throw refusal(request, `unexpected operation ${quote(operation)}`);
  const [before, after] = [restOfClaim(old), restOfClaim(object)];
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (member) => !sameJson(before[member] ?? null, after[member] ?? null),
  );
  if (changed.length === 0) return;
  throw refusal(
    request,
    `node ${quote(nodeName)} is not allowed to update fields other than status.capacity and status.conditions: ${changed.join(', ')}`,
  );
}

/** All of a claim but what its node may report. */
function restOfClaim(claim: KubeObject): Readonly<Record<string, JsonValue>> {
  const { status, metadata, ...others } = claim as unknown as Readonly<Record<string, JsonObject>>;
  const { capacity: _capacity, conditions: _conditions, ...restOfStatus } = status ?? {};
  const { resourceVersion: _resourceVersion, managedFields: _managedFields, ...restOfMetadata } = metadata ?? {};
  return { ...others, status: restOfStatus, metadata: restOfMetadata };
}

interface TokenRequest {
  readonly spec?: {
    readonly boundObjectRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly name?: string;
      readonly uid?: string;
    };
  };
}

function admitToken(nodeName: string, request: AdmissionRequest): void {
  if (request.operation !== 'CREATE' || request.target.subresource !== 'token') return;
  const { boundObjectRef: bound } = (request.object as unknown as TokenRequest).spec ?? {};
  if (bound?.apiVersion !== 'v1' || bound.kind !== 'Pod' || !bound.name) {
    throw refusal(request, 'node requested token not bound to a pod');
  }
  if (!bound.uid) throw refusal(request, 'node requested token with a pod binding without a uid');
  const pod = podNamed(request, bound.name);
  if (bound.uid !== pod.metadata.uid) {
    const why = `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw refusal(request, why);
  }
  if (pod.spec.nodeName !== nodeName) {
    throw refusal(request, 'node requested token bound to a pod scheduled on a different node');
  }
}
