/**
 * PersistentVolumeClaim: storage that somebody asks for.
 *
 * Upstream: pkg/registry/core/persistentvolumeclaim/strategy.go, pkg/apis/core/validation/validation.go
 * (ValidatePersistentVolumeClaimUpdate), pkg/api/persistentvolumeclaim/util.go
 */
import type { LabelSelector } from '../../apimachinery/labels';
import type { JsonObject } from '../../apimachinery/object-meta';
import { Quantity } from '../../apimachinery/quantity';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goDiff } from '../../apimachinery/validation/go-diff';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { completed, filled, rewrite } from '../defaults';
import { labelSelectorRule, toleratingLabelSelectorRule } from '../validation/label-selector';
import { fields, unchanged, type Rule } from '../validation/rules';
import { claimSpecRuleWith } from './claim-spec-rule';
import { kindStrategy, type ChangeRule } from './kind-strategy';
import { withDataSources } from './persistent-volume/data-sources';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../apimachinery/api/core-v1';
import type { ResourceList } from './pod/pod-types';
import { claimSpecWarnings } from './pod/volume-warnings';
import { roundedRequirements } from './pod/resource-list-defaults';

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
const SPEC = FieldPath.of('spec');

function ruleWith(selectorRule: Rule<LabelSelector>): Rule<PersistentVolumeClaim> {
  return fields<PersistentVolumeClaim>({ spec: claimSpecRuleWith(selectorRule) });
}

// ---- changes --------------------------------------------------------------------------------------------------------------------

/** The class that a claim had been given by annotation may move to the field. */
function movesClassToField({ metadata, spec }: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const before = old.metadata.annotations?.[BETA_CLASS];
  const annotation = metadata.annotations?.[BETA_CLASS] ?? before;
  if (before === undefined || old.spec?.storageClassName !== undefined) return false;
  return spec?.storageClassName === before && annotation === before;
}

/** A claim without a class may be given one, unless its annotation names another. */
function getsClass({ spec }: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const before = old.metadata.annotations?.[BETA_CLASS];
  const name = spec?.storageClassName;
  return name !== undefined && old.spec?.storageClassName === undefined && (before === undefined || before === name);
}

function sameAmounts(a: ResourceList = {}, b: ResourceList = {}): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => b[name] !== undefined && Quantity.parse(a[name]!).equals(Quantity.parse(b[name])))
  );
}

function sameSpec(
  { resources: a, ...spec }: PersistentVolumeClaimSpec,
  { resources: b, ...old }: PersistentVolumeClaimSpec,
): boolean {
  return (
    sameJson(spec as JsonObject, old as JsonObject) &&
    sameAmounts(a?.requests, b?.requests) &&
    sameAmounts(a?.limits, b?.limits)
  );
}

/** The two specs as they are compared: what may change is alike in both. */
function compared(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): readonly [PersistentVolumeClaimSpec, PersistentVolumeClaimSpec] {
  let [spec, before] = [claim.spec ?? {}, withDataSources(old.spec ?? {})];
  if (!before.volumeName) {
    const { volumeName: _volumeName, ...rest } = before;
    before = spec.volumeName === undefined ? rest : { ...rest, volumeName: spec.volumeName };
  }
  if (movesClassToField(claim, old) || getsClass(claim, old)) {
    const { storageClassName: _className, ...rest } = spec;
    spec = rest;
  }
  if (claim.status?.phase === 'Bound' && spec.resources?.requests) {
    const { storage: _storage, ...others } = spec.resources.requests;
    const storage = before.resources?.requests?.['storage'];
    const requests = storage === undefined ? others : { ...others, storage };
    spec = { ...spec, resources: { ...spec.resources, requests } };
  }
  return [spec, before];
}

const changeRule: ChangeRule<PersistentVolumeClaim> = (claim, old, at, report) => {
  if (!movesClassToField(claim, old)) {
    const annotation = (object: PersistentVolumeClaim): string => object.metadata.annotations?.[BETA_CLASS] ?? '';
    unchanged(annotation(claim), annotation(old), at.child('metadata', 'annotations').key(BETA_CLASS), report);
  }
  const [spec, before] = compared(claim, old);
  if (!sameSpec(spec, before)) {
    const diff = goDiff('core.PersistentVolumeClaimSpec', before as JsonObject, spec as JsonObject);
    const detail = `spec is immutable after creation except resources.requests for bound claims\n${diff}`;
    report(FieldError.forbidden(SPEC, detail));
  }
  const size = (object: PersistentVolumeClaim): Quantity =>
    Quantity.parse(object.spec?.resources?.requests?.['storage'] ?? '0');
  if (size(claim).compare(size(old)) < 0) {
    const place = at.child('spec', 'resources', 'requests', 'storage');
    report(FieldError.forbidden(place, 'field can not be less than previous value'));
  }
  unchanged(claim.spec?.volumeMode, old.spec?.volumeMode, at.child('volumeMode'), report);
};

const statusRule: ChangeRule<PersistentVolumeClaim> = ({ spec, status }, _old, at, report) => {
  if (!spec?.accessModes?.length) report(FieldError.required(at.child('Spec', 'accessModes')));
  for (const [name, text] of Object.entries(status?.capacity ?? {}).sort()) {
    const amount = Quantity.parse(text).value();
    if (amount >= 0) continue;
    const place = at.child('status', 'capacity').key(name);
    report(FieldError.invalid(place, amount, 'must be a valid resource quantity'));
  }
};

export const persistentVolumeClaims = kindStrategy<PersistentVolumeClaim>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => rewrite(draft as PersistentVolumeClaim, complete),
  prepareForCreate: (claim) => ({ ...claim, spec: withDataSources(claim.spec ?? {}) }),
  prepareForUpdate: (claim, old) => ({ ...claim, spec: withDataSources(claim.spec ?? {}, old.spec) }),
  rule: ruleWith(labelSelectorRule),
  ruleAfter: ({ spec }) => ruleWith(toleratingLabelSelectorRule(spec?.selector)),
  changeRule,
  onUpdate: ['object', 'metadata', 'object', 'change'],
  status: { initial: { phase: 'Pending' }, keep: withoutExpansion, validateUpdate: statusRule },
  warnings,
  answersDeletedObject: true,
});

function complete(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const withStatus = completed(claim, 'status', (status) => filled(status, { phase: 'Pending' }));
  return completed(withStatus, 'spec', (spec) =>
    completed({ ...spec, volumeMode: spec.volumeMode ?? 'Filesystem' }, 'resources', roundedRequirements),
  );
}

/** What is kept of a failed expansion only while RecoverVolumeExpansionFailure is on, which it is not. */
function withoutExpansion(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const { allocatedResources, allocatedResourceStatuses, ...status } = claim.status ?? {};
  return allocatedResources || allocatedResourceStatuses ? { ...claim, status } : claim;
}

function warnings({ metadata, spec = {} }: PersistentVolumeClaim): string[] {
  const fractions = claimSpecWarnings(spec, SPEC);
  if (metadata.annotations?.[BETA_CLASS] === undefined) return fractions;
  const deprecated = 'deprecated since v1.8; use "storageClassName" attribute instead';
  return [`metadata.annotations[${BETA_CLASS}]: ${deprecated}`, ...fractions];
}
