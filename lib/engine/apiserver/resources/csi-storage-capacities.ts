/**
 * CSIStorageCapacity: how much room a storage driver has, for which nodes.
 *
 * Upstream: pkg/registry/storage/csistoragecapacity/strategy.go, pkg/apis/storage/validation/validation.go (ValidateCSIStorageCapacity)
 */
import type { CSIStorageCapacity } from '../../apimachinery/api/storage-v1';
import type { LabelSelector } from '../../apimachinery/labels';
import type { JsonValue } from '../../apimachinery/object-meta';
import { Quantity } from '../../apimachinery/quantity';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goLabelSelector } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { labelSelectorRule, toleratingLabelSelectorRule } from '../validation/label-selector';
import { fields, given, unchanged, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { nodeLabelDeprecation, nodeSelectorTermWarnings } from './pod/scheduling-warnings';

function ruleWith(selectorRule: Rule<LabelSelector>): Rule<CSIStorageCapacity> {
  return fields<CSIStorageCapacity>({
    nodeTopology: selectorRule,
    storageClassName: (name = '', at, report) => {
      for (const fault of nameIsDnsSubdomain(name)) report(FieldError.invalid(at, name, fault));
    },
    capacity: given((text, at, report) => {
      const amount = Quantity.parse(text);
      if (amount.sign >= 0) return;
      report(FieldError.invalid(at, amount.toString(), 'must be greater than or equal to 0'));
    }),
  });
}

export const csiStorageCapacities = kindStrategy<CSIStorageCapacity>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  rule: ruleWith(labelSelectorRule),
  ruleAfter: ({ nodeTopology }) => ruleWith(toleratingLabelSelectorRule(nodeTopology)),
  changeRule: ({ nodeTopology, storageClassName }, old, at, report) => {
    if (!sameJson((nodeTopology ?? null) as JsonValue, (old.nodeTopology ?? null) as JsonValue)) {
      report(FieldError.invalid(at.child('nodeTopology'), goLabelSelector(nodeTopology), 'field is immutable'));
    }
    unchanged(storageClassName, old.storageClassName, at.child('storageClassName'), report);
  },
  onUpdate: ['object', 'metadata', 'change'],
  warnings: ({ nodeTopology }) => topologyWarnings(nodeTopology ?? {}, FieldPath.of('nodeTopology')),
  allowUnconditionalUpdate: false,
});

function topologyWarnings({ matchLabels = {}, matchExpressions }: LabelSelector, at: FieldPath): string[] {
  const labels = Object.keys(matchLabels).sort();
  return [
    ...nodeSelectorTermWarnings({ matchExpressions }, at),
    ...labels.flatMap((label) => {
      const deprecation = nodeLabelDeprecation(label);
      return deprecation === undefined ? [] : [`${at.child('matchLabels', label)}: ${deprecation}`];
    }),
  ];
}
