/**
 * The spec of a PersistentVolumeClaim, of one that exists or of one that a pod's volume asks for.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidatePersistentVolumeClaimSpec)
 */
import type { PersistentVolumeClaimSpec, TypedObjectReference } from '../../apimachinery/api/core-v1';
import type { LabelSelector } from '../../apimachinery/labels';
import { Quantity } from '../../apimachinery/quantity';
import { FieldError } from '../../apimachinery/validation/field-error';
import type { FieldPath } from '../../apimachinery/validation/field-path';
import { goPointer, goStruct } from '../../apimachinery/validation/go-value';
import { dns1123LabelFaults, dns1123SubdomainFaults } from '../../apimachinery/validation/names';
import { labelSelectorRule } from '../validation/label-selector';
import { fields, given, matches, oneOf, optional, type Report, type Rule } from '../validation/rules';
import { resourceAmountRule } from './pod/resource-rules';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const ALONE = 'ReadWriteOncePod';

/** A mode that nobody may share goes with no other. */
export const accessModesRule: Rule<readonly string[]> = given((modes, at, report) => {
  for (const mode of modes) {
    if (!ACCESS_MODES.includes(mode)) report(FieldError.notSupported(at, mode, ACCESS_MODES));
  }
  const others = modes.some((mode) => mode !== ALONE && ACCESS_MODES.includes(mode));
  if (modes.includes(ALONE) && others) {
    report(FieldError.forbidden(at, `may not use ${ALONE} with other access modes`));
  }
});

export const volumeModeRule: Rule<string> = oneOf<string>('Block', 'Filesystem');

const dataSourceRule: Rule<TypedObjectReference> = given(({ name, kind, apiGroup, namespace }, at, report) => {
  if (!name) report(FieldError.required(at.child('name')));
  if (!kind) report(FieldError.required(at.child('kind')));
  if (!apiGroup && kind !== 'PersistentVolumeClaim') {
    const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    report(FieldError.invalid(at, kind, detail));
  }
  optional(matches(dns1123LabelFaults))(namespace, at.child('namespace'), report, undefined);
});

/** Old and new name of the same thing must say the same; upstream shows the path of the field instead of its value. */
function dataSourceFaults(
  { dataSource, dataSourceRef }: PersistentVolumeClaimSpec,
  at: FieldPath,
  report: Report,
): void {
  if (!dataSource || !dataSourceRef) return;
  const shown = goStruct('field.Path', { name: 'dataSource', index: '', parent: goPointer('field.Path', true) });
  if (dataSourceRef.namespace) {
    report(FieldError.invalid(at, shown, 'may not be specified when dataSourceRef.namespace is specified'));
  } else if (
    dataSource.apiGroup !== dataSourceRef.apiGroup ||
    dataSource.kind !== dataSourceRef.kind ||
    dataSource.name !== dataSourceRef.name
  ) {
    report(FieldError.invalid(at, shown, 'must match dataSourceRef'));
  }
}

const laterMembers: Rule<PersistentVolumeClaimSpec> = fields<PersistentVolumeClaimSpec>(
  {
    storageClassName: optional(matches(dns1123SubdomainFaults)),
    volumeMode: volumeModeRule,
    dataSource: dataSourceRule,
    dataSourceRef: dataSourceRule,
  },
  dataSourceFaults,
);

/** The rule of a claim's spec, with one for its selector. */
export function claimSpecRuleWith(selectorRule: Rule<LabelSelector>): Rule<PersistentVolumeClaimSpec> {
  return given((spec, at, report, context) => {
    const modes = at.child('accessModes');
    if (!spec.accessModes?.length) report(FieldError.required(modes, 'at least 1 access mode is required'));
    selectorRule(spec.selector, at.child('selector'), report, context);
    accessModesRule(spec.accessModes, modes, report, context);
    storageFaults(spec.resources?.requests?.storage, at.child('resources').key('storage'), report);
    laterMembers(spec, at, report, context);
  });
}

export const claimSpecRule: Rule<PersistentVolumeClaimSpec> = claimSpecRuleWith(labelSelectorRule);

function storageFaults(text: string | undefined, at: FieldPath, report: Report): void {
  if (text === undefined) return report(FieldError.required(at));
  const amount = Quantity.parse(text);
  if (amount.sign <= 0) report(FieldError.invalid(at, amount.toString(), 'must be greater than zero'));
  else resourceAmountRule('storage')(amount, at, report, undefined);
}
