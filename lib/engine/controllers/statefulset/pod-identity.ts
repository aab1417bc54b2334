/**
 * Which pod of a StatefulSet a pod is, by its ordinal, and whether it is what the set wants of that one.
 *
 * Upstream: pkg/controller/statefulset/stateful_set_utils.go
 */
import type { StatefulSet } from '../../apimachinery/api/apps-v1';
import type { PersistentVolumeClaim, Pod, Volume } from '../../apimachinery/api/core-v1';
import { withMetadata } from '../../apiserver/core';
import { podFromTemplate } from '../pods/pod-control';

const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';
const REVISION_LABEL = 'controller-revision-hash';

/** The set's name and the ordinal that a pod's name says; -1 where it says none. */
function parentAndOrdinal({ metadata }: Pod): { readonly parent: string; readonly ordinal: number } {
  const [, parent, digits] = /^([^]*)-([0-9]+)$/.exec(metadata.name) ?? [];
  if (parent === undefined) return { parent: '', ordinal: -1 };
  const ordinal = Number(digits);
  return { parent, ordinal: ordinal > 2 ** 31 - 1 ? -1 : ordinal };
}

export function ordinalOf(pod: Pod): number {
  return parentAndOrdinal(pod).ordinal;
}

export function isMemberOf(set: StatefulSet, pod: Pod): boolean {
  return parentAndOrdinal(pod).parent === set.metadata.name;
}

export function startOrdinal({ spec }: StatefulSet): number {
  return spec?.ordinals?.start ?? 0;
}

export function replicasOf({ spec }: StatefulSet): number {
  return spec?.replicas ?? 1;
}

/** Whether the set wants a pod of this ordinal. */
export function isInRange(set: StatefulSet, pod: Pod): boolean {
  const ordinal = ordinalOf(pod);
  return ordinal >= startOrdinal(set) && ordinal < startOrdinal(set) + replicasOf(set);
}

/** The name of the revision that the pod was made from; '' for an adopted one. */
export function podRevision({ metadata }: Pod): string {
  return metadata.labels?.[REVISION_LABEL] ?? '';
}

export function claimName(set: StatefulSet, template: PersistentVolumeClaim, ordinal: number): string {
  return `${template.metadata.name}-${set.metadata.name}-${ordinal}`;
}

/** The claims that a pod of this ordinal stands on, as they are to be made. */
export function claimsOf(set: StatefulSet, ordinal: number): readonly PersistentVolumeClaim[] {
  return (set.spec?.volumeClaimTemplates ?? []).map((template) =>
    withMetadata(template, {
      name: claimName(set, template, ordinal),
      namespace: set.metadata.namespace,
      labels: { ...template.metadata.labels, ...set.spec?.selector.matchLabels },
    }),
  );
}

export function identityMatches(set: StatefulSet, pod: Pod): boolean {
  const { parent, ordinal } = parentAndOrdinal(pod);
  const { name, labels } = pod.metadata;
  return (
    name === `${set.metadata.name}-${ordinal}` && parent === set.metadata.name && labels?.[POD_NAME_LABEL] === name
  );
}

/** Whether the pod has a volume for each of its claims. */
export function storageMatches(set: StatefulSet, pod: Pod): boolean {
  const ordinal = ordinalOf(pod);
  const volumes = new Map((pod.spec?.volumes ?? []).map((volume) => [volume.name, volume]));
  return (set.spec?.volumeClaimTemplates ?? []).every(
    (template) =>
      volumes.get(template.metadata.name)?.persistentVolumeClaim?.claimName === claimName(set, template, ordinal),
  );
}

export function withIdentity(set: StatefulSet, pod: Pod): Pod {
  const ordinal = ordinalOf(pod);
  const name = `${set.metadata.name}-${ordinal}`;
  const labels = { ...pod.metadata.labels, [POD_NAME_LABEL]: name, [POD_INDEX_LABEL]: String(ordinal) };
  return withMetadata(pod, { name, labels });
}

/** The pod with volumes of its claims in place of what has their names. */
export function withStorage(set: StatefulSet, pod: Pod): Pod {
  const ordinal = ordinalOf(pod);
  const templates = set.spec?.volumeClaimTemplates ?? [];
  const names = new Set(templates.map(({ metadata }) => metadata.name));
  const volumes: Volume[] = templates.map((template) => ({
    name: template.metadata.name,
    persistentVolumeClaim: { claimName: claimName(set, template, ordinal) },
  }));
  const others = (pod.spec?.volumes ?? []).filter(({ name }) => !names.has(name));
  return { ...pod, spec: { ...pod.spec!, volumes: [...volumes, ...others] } };
}

/** The set at two revisions. */
export interface Versions {
  readonly current: StatefulSet;
  readonly currentName: string;
  readonly update: StatefulSet;
  readonly updateName: string;
}

/** A pod still to be made: it has neither uid nor phase. Below the partition it is of the current revision, else of the new one. */
export function newPod(versions: Versions, ordinal: number): Pod {
  const { current } = versions;
  const { type, rollingUpdate } = current.spec?.updateStrategy ?? {};
  const kept = rollingUpdate
    ? (rollingUpdate.partition ?? 0)
    : type === 'RollingUpdate'
      ? (current.status?.currentReplicas ?? 0)
      : 0;
  const old = ordinal < startOrdinal(current) + kept;
  const set = old ? current : versions.update;
  const name = `${set.metadata.name}-${ordinal}`;
  const draft = podFromTemplate(set, set.spec!.template, {
    name,
    spec: { hostname: name, subdomain: set.spec!.serviceName },
    labels: { [REVISION_LABEL]: old ? versions.currentName : versions.updateName },
  }) as Pod;
  return withStorage(set, withIdentity(set, draft));
}
