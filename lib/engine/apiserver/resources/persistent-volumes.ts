/**
 * PersistentVolume: storage that claims bind to.
 *
 * Upstream: pkg/registry/core/persistentvolume/strategy.go, pkg/apis/core/validation/validation.go (ValidatePersistentVolumeUpdate),
 * pkg/volume/validation/pv_validation.go, pkg/api/persistentvolume/util.go
 */
import type { JsonObject, JsonValue } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { keepEmptiness } from '../../apimachinery/schema/normalize';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goDiff } from '../../apimachinery/validation/go-diff';
import { goPointer, goStruct } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { completed, filled, rewrite } from '../defaults';
import { objectMetaFaults } from '../validation/object-meta';
import { given, unchanged, type Check, type Report } from '../validation/rules';
import { kindStrategy, type ChangeRule } from './kind-strategy';
import { persistentVolumeSpecFaults } from './persistent-volume/persistent-volume-rules';
import type { PersistentVolume, PersistentVolumeSpec } from '../../apimachinery/api/core-v1';
import { SOURCE_MEMBERS, type PersistentVolumeSource } from './persistent-volume/persistent-volume-types';
import { roundedResources } from './pod/resource-list-defaults';
import { nodeSelectorTermWarnings } from './pod/scheduling-warnings';
import { completeVolumeSource } from './pod/volume-defaults';

const METADATA = { namespaced: false, name: nameIsDnsSubdomain } as const;
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';

/** Sources that are mounted with options, which an annotation may name. */
const MOUNTED: readonly (keyof PersistentVolumeSource)[] = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'quobyte',
  'iscsi',
  'cinder',
  'cephfs',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'photonPersistentDisk',
];

const mountOptions: Check<PersistentVolume> = ({ metadata, spec = {} }, at, report) => {
  if (metadata.annotations?.[MOUNT_OPTIONS] === undefined || MOUNTED.some((member) => spec[member])) return;
  const place = at.child('metadata', 'annotations', MOUNT_OPTIONS);
  report(FieldError.forbidden(place, 'may not specify mount options for this volume type'));
};

function specFaults({ metadata, spec = {} }: PersistentVolume, at: FieldPath, report: Report): void {
  persistentVolumeSpecFaults(spec, metadata.name, at.child('spec'), report);
}

// ---- changes --------------------------------------------------------------------------------------------------------------------

function sourceOf(spec: PersistentVolumeSpec): JsonObject {
  return Object.fromEntries(
    SOURCE_MEMBERS.flatMap((member) => (spec[member] ? [[member, spec[member] as JsonValue] as const] : [])),
  );
}

/** The source as it is compared: a secret for expansion may be added later. */
function comparedSource(spec: PersistentVolumeSpec, old: PersistentVolumeSpec): JsonObject {
  if (!old.csi || old.csi.controllerExpandSecretRef || !spec.csi) return sourceOf(spec);
  const { controllerExpandSecretRef: _added, ...csi } = spec.csi;
  return sourceOf({ ...spec, csi });
}

/** Old names of node labels, and those that may take their place in a node affinity. */
const RENAMED: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

type NodeAffinity = NonNullable<PersistentVolumeSpec['nodeAffinity']>;

function sameAffinity(affinity: NodeAffinity, old: NodeAffinity): boolean {
  const terms = affinity.required?.nodeSelectorTerms ?? [];
  const before = old.required?.nodeSelectorTerms ?? [];
  if (terms.length !== before.length || !affinity.required !== !old.required) return false;
  return terms.every((term, index) =>
    (['matchExpressions', 'matchFields'] as const).every((member) => {
      const requirements = term[member] ?? [];
      const known = before[index]?.[member] ?? [];
      return (
        requirements.length === known.length &&
        requirements.every((requirement, place) => {
          const was = known[place]!;
          const key = RENAMED[was.key] === requirement.key ? requirement.key : was.key;
          return sameJson(requirement as JsonValue, { ...was, key } as JsonValue);
        })
      );
    }),
  );
}

const changeRule: ChangeRule<PersistentVolume> = (volume, { spec: old = {} }, at, report) => {
  const { spec = {} } = volume;
  objectMetaFaults(volume, METADATA).forEach(report);
  specFaults(volume, at, report);
  const [before, source] = [sourceOf(old), comparedSource(spec, old)];
  if (!sameJson(before, source)) {
    const detail = `spec.persistentvolumesource is immutable after creation\n${goDiff('core.PersistentVolumeSource', before, source)}`;
    report(FieldError.forbidden(at.child('spec', 'persistentvolumesource'), detail));
  }
  unchanged(spec.volumeMode, old.volumeMode, at.child('volumeMode'), report);
  if (!old.nodeAffinity || (spec.nodeAffinity && sameAffinity(spec.nodeAffinity, old.nodeAffinity))) return;
  const shown = spec.nodeAffinity
    ? goStruct('core.VolumeNodeAffinity', { Required: goPointer('core.NodeSelector', !!spec.nodeAffinity.required) })
    : undefined;
  const detail = 'field is immutable, except for updating from beta label to GA';
  report(FieldError.invalid(at.child('nodeAffinity'), shown, detail));
};

export const persistentVolumes = kindStrategy<PersistentVolume>({
  ...METADATA,
  applyDefaults: (draft) => rewrite(draft as PersistentVolume, complete),
  rule: given((volume, at, report, context) => {
    specFaults(volume, at, report);
    mountOptions(volume, at, report, context);
  }),
  changeRule,
  onUpdate: ['object', 'change'],
  status: { initial: { phase: 'Pending' } },
  warnings,
  answersDeletedObject: true,
});

function complete(volume: PersistentVolume): PersistentVolume {
  const withStatus = completed(volume, 'status', (status) => filled(status, { phase: 'Pending' }));
  return completed(withStatus, 'spec', completeSpec);
}

function completeSpec(spec: PersistentVolumeSpec): PersistentVolumeSpec {
  const known = filled(spec, { persistentVolumeReclaimPolicy: 'Retain' });
  const withMode = known.volumeMode === undefined ? { ...known, volumeMode: 'Filesystem' } : known;
  return keepEmptiness(spec, completeVolumeSource(completed(withMode, 'capacity', roundedResources)));
}

// ---- warnings -------------------------------------------------------------------------------------------------------------------

/** Kinds of storage that are on their way out, and what is said of them. */
const DEPRECATED: readonly (readonly [keyof PersistentVolumeSource, string, string])[] = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

function warnings({ metadata, spec = {} }: PersistentVolume): string[] {
  const terms = FieldPath.of('spec', 'nodeAffinity', 'required', 'nodeSelectorTerms');
  return [
    ...(metadata.annotations?.[BETA_CLASS] === undefined
      ? []
      : [`metadata.annotations[${BETA_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`]),
    ...(spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).flatMap((term, index) =>
      nodeSelectorTermWarnings(term, terms.index(index)),
    ),
    ...DEPRECATED.flatMap(([member, name, what]) => (spec[member] ? [`spec.${name}: ${what}`] : [])),
  ];
}
