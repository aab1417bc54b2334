/**
 * PriorityClass: a name for how much pods matter.
 *
 * Upstream: pkg/registry/scheduling/priorityclass/strategy.go, pkg/apis/scheduling/validation/validation.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { FieldError } from '../../apimachinery/validation/field-error';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { SYSTEM_PRIORITY_CLASSES } from '../admission/system-priority-classes';
import { withMetadata } from '../core';
import { also, fields, given, oneOf, required, unchanged, type Check } from '../validation/rules';
import { kindStrategy } from './kind-strategy';

type PriorityClass = KubeObject<{
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}>;

const SYSTEM_PREFIX = 'system-';
const HIGHEST_VALUE = 1000000000;

/** The two classes of the system are as they are; others stay below them. */
const valueRule: Check<PriorityClass> = ({ metadata: { name }, value = 0, globalDefault = false }, at, report) => {
  if (!name.startsWith(SYSTEM_PREFIX)) {
    if (value <= HIGHEST_VALUE) return;
    const detail = `maximum allowed value of a user defined priority is ${HIGHEST_VALUE}`;
    return report(FieldError.forbidden(at.child('value'), detail));
  }
  const why = systemFault(name, value, globalDefault);
  if (why === undefined) return;
  const detail = `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${why}`;
  report(FieldError.forbidden(at.child('metadata', 'name'), detail));
};

function systemFault(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = SYSTEM_PRIORITY_CLASSES.find((candidate) => candidate.metadata.name === name);
  if (!known) return `${name} is not a known system priority class`;
  if (known.value !== value) return `value of ${name} PriorityClass must be ${known.value}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

export const priorityClasses = kindStrategy<PriorityClass>({
  namespaced: false,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => {
    draft.preemptionPolicy ??= 'PreemptLowerPriority';
  },
  prepareForCreate: (object) => withMetadata(object, { generation: 1 }),
  rule: also(
    given(valueRule),
    fields<PriorityClass>({
      preemptionPolicy: required(oneOf<string>('PreemptLowerPriority', 'Never')),
    }),
  ),
  changeRule: ({ value, preemptionPolicy }, old, at, report) => {
    if ((value ?? 0) !== (old.value ?? 0)) {
      report(FieldError.forbidden(at.child('value'), 'may not be changed in an update.'));
    }
    unchanged(preemptionPolicy, old.preemptionPolicy, at.child('preemptionPolicy'), report);
  },
  onUpdate: ['metadata', 'change'],
});
