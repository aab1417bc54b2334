/**
 * What a node may write to its Node: not its taints, nor labels by which workloads are steered to it.
 *
 * Upstream: plugin/pkg/admission/noderestriction/admission.go (admitNode), staging/src/k8s.io/kubelet/pkg/apis/well_known_labels.go
 */
import type { Node } from '../../../apimachinery/api/core-v1';
import { compareText, quote } from '../../../apimachinery/go-text';
import type { JsonValue } from '../../../apimachinery/object-meta';
import { sameJson } from '../../../apimachinery/same-json';
import type { AdmissionRequest } from '../admission';
import { refusal } from '../refusal';

type Labels = Readonly<Record<string, string>>;

const KUBELET_LABELS = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
]);
const KUBELET_NAMESPACES = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
const RESTRICTED_NAMESPACES = ['node-restriction.kubernetes.io'];
const KUBERNETES_NAMESPACES = ['kubernetes.io', 'k8s.io'];

export function admitNode(nodeName: string, request: AdmissionRequest): void {
  const { operation, target } = request;
  const object = request.object as unknown as Node | undefined;
  const old = request.old as unknown as Node | undefined;
  const requested = target.name || object?.metadata.name || '';
  const node = quote(nodeName);
  if (requested !== nodeName) {
    throw refusal(request, `node ${node} is not allowed to modify node ${quote(requested)}`);
  }
  if (operation === 'CREATE' && object) {
    if (object.spec?.configSource) {
      throw refusal(request, `node ${node} is not allowed to create pods with a non-nil configSource`);
    }
    const forbidden = forbiddenChanges(object.metadata.labels, {});
    if (forbidden.length > 0) {
      throw refusal(request, `node ${node} is not allowed to set the following labels: ${forbidden.join(', ')}`);
    }
  }
  if (operation === 'UPDATE' && object && old) checkUpdate(request, node, object, old);
}

function checkUpdate(request: AdmissionRequest, node: string, object: Node, old: Node): void {
  const same = (a: unknown, b: unknown): boolean => sameJson((a ?? null) as JsonValue, (b ?? null) as JsonValue);
  if (object.spec?.configSource && !same(object.spec.configSource, old.spec?.configSource)) {
    throw refusal(request, `node ${node} is not allowed to update configSource to a new non-nil configSource`);
  }
  if (!same(object.spec?.taints ?? [], old.spec?.taints ?? [])) {
    throw refusal(request, `node ${node} is not allowed to modify taints`);
  }
  const forbidden = forbiddenChanges(object.metadata.labels, old.metadata.labels);
  if (forbidden.length > 0) throw refusal(request, `is not allowed to modify labels: ${forbidden.join(', ')}`);
}

/** Labels that differ and that a kubelet must leave alone, sorted. */
function forbiddenChanges(after: Labels = {}, before: Labels = {}): string[] {
  const names = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...names].filter((name) => after[name] !== before[name] && isForbidden(name)).sort(compareText);
}

function isForbidden(label: string): boolean {
  const slash = label.indexOf('/');
  const namespace = slash < 0 ? '' : label.slice(0, slash);
  const within = (namespaces: readonly string[]): boolean =>
    namespaces.some((candidate) => namespace === candidate || namespace.endsWith(`.${candidate}`));
  if (within(RESTRICTED_NAMESPACES)) return true;
  return within(KUBERNETES_NAMESPACES) && !KUBELET_LABELS.has(label) && !within(KUBELET_NAMESPACES);
}
