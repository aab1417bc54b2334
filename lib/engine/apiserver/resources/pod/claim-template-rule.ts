/**
 * The claim that a volume brings along: labels and annotations, and a claim's spec.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidatePersistentVolumeClaimTemplate, ValidateTemplateObjectMeta)
 */
import type { PersistentVolumeClaimTemplate } from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { DraftMeta } from '../../../apimachinery/object-meta';
import { annotationsRule, labelsRule } from '../../validation/object-meta';
import { also, fields, given, type Rule } from '../../validation/rules';
import { claimSpecRule } from '../claim-spec-rule';

/** Members that a template cannot have, in the order of Go's struct, and what messages call them. */
const FORBIDDEN: readonly (readonly [keyof DraftMeta, string])[] = [
  ['name', 'name'],
  ['generateName', 'generateName'],
  ['namespace', 'namespace'],
  ['selfLink', 'selfLink'],
  ['uid', 'uID'],
  ['resourceVersion', 'resourceVersion'],
  ['generation', 'generation'],
  ['creationTimestamp', 'creationTimestamp'],
  ['deletionTimestamp', 'deletionTimestamp'],
  ['deletionGracePeriodSeconds', 'deletionGracePeriodSeconds'],
  ['ownerReferences', 'ownerReferences'],
  ['finalizers', 'finalizers'],
  ['managedFields', 'managedFields'],
];

const metadataRule: Rule<DraftMeta> = also<DraftMeta>(
  given((metadata, at, report, context) => {
    annotationsRule(metadata.annotations ?? undefined, at.child('annotations'), report, context);
    labelsRule(metadata.labels ?? undefined, at.child('labels'), report, context);
  }),
  given((metadata, at, report) => {
    for (const [member, name] of FORBIDDEN) {
      if (metadata[member] ?? undefined) report(FieldError.forbidden(at.child(name), 'cannot be set'));
    }
  }),
);

export const claimTemplateRule: Rule<PersistentVolumeClaimTemplate> = fields<PersistentVolumeClaimTemplate>({
  metadata: metadataRule,
  spec: claimSpecRule,
});
