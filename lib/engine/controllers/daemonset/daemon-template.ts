/**
 * What a DaemonSet adds to its template: tolerations of the troubles a node may have, and the node a pod is for.
 *
 * Upstream: pkg/controller/daemon/util/daemonset_util.go
 */
import type { DaemonSet } from '../../apimachinery/api/apps-v1';
import type { Affinity, Pod, PodSpec, PodTemplateSpec, Toleration } from '../../apimachinery/api/core-v1';
import { sameJson } from '../../apimachinery/same-json';

export const REVISION_HASH = 'controller-revision-hash';
const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation';
const GENERATION_LABEL = 'pod-template-generation';
const NODE_NAME_FIELD = 'metadata.name';

const TOLERATED: readonly (readonly [key: string, effect: string])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];

/** The tolerations of the pods that the spec makes. */
export function daemonTolerations({ tolerations = [], hostNetwork }: PodSpec): readonly Toleration[] {
  const network = ['node.kubernetes.io/network-unavailable', 'NoSchedule'] as const;
  const added = hostNetwork ? [...TOLERATED, network] : TOLERATED;
  return added.reduce(
    (all, [key, effect]) => withToleration(all, { key, operator: 'Exists', effect }),
    tolerations as readonly Toleration[],
  );
}

/** One of the same key, effect, operator and value gives way. */
function withToleration(tolerations: readonly Toleration[], added: Toleration): readonly Toleration[] {
  const matches = ({ key, effect, operator, value }: Toleration): boolean =>
    key === added.key && effect === added.effect && operator === added.operator && (value ?? '') === '';
  if (!tolerations.some(matches)) return [...tolerations, added];
  if (tolerations.some((one) => sameJson(one, added))) return tolerations;
  return tolerations.map((one) => (matches(one) ? added : one));
}

function generationOf({ metadata }: DaemonSet): string | undefined {
  const text = metadata.annotations?.[GENERATION_ANNOTATION];
  return text !== undefined && /^[+-]?\d+$/.test(text) ? String(BigInt(text)) : undefined;
}

/** The template of the pod on one node. */
export function daemonTemplate(daemonSet: DaemonSet, hash: string, nodeName: string): PodTemplateSpec {
  const { metadata, spec } = daemonSet.spec!.template;
  const generation = generationOf(daemonSet);
  const labels = {
    ...metadata?.labels,
    ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }),
    [REVISION_HASH]: hash,
  };
  return {
    metadata: { ...metadata, labels },
    spec: { ...spec!, tolerations: daemonTolerations(spec!), affinity: onNode(spec!.affinity, nodeName) },
  };
}

/** Whatever nodes the template required: the pod is for this one. */
function onNode(affinity: Affinity | undefined, nodeName: string): Affinity {
  const matchFields = [{ key: NODE_NAME_FIELD, operator: 'In', values: [nodeName] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  return {
    ...affinity,
    nodeAffinity: { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: required },
  };
}

/** The node that a daemon pod runs on or waits for. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec?.nodeName) return spec.nodeName;
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? []) {
    const field = matchFields.find(({ key, operator }) => key === NODE_NAME_FIELD && operator === 'In');
    if (field) return field.values?.length === 1 ? field.values[0] : undefined;
  }
  return undefined;
}

/** Whether the pod was made from the template that the hash, or the generation, stands for. */
export function isUpdated({ metadata: { labels } }: Pod, daemonSet: DaemonSet, hash: string): boolean {
  const generation = generationOf(daemonSet);
  return labels?.[REVISION_HASH] === hash || (generation !== undefined && labels?.[GENERATION_LABEL] === generation);
}
