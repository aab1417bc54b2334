/**
 * StorageClass: how volumes are made for claims.
 *
 * Upstream: pkg/registry/storage/storageclass/strategy.go, pkg/apis/storage/validation/validation.go (ValidateStorageClass),
 * pkg/apis/storage/v1/defaults.go
 */
import type { TopologySelectorLabelRequirement, TopologySelectorTerm } from '../../apimachinery/api/core-v1';
import type { StorageClass } from '../../apimachinery/api/storage-v1';
import { byteLength } from '../../apimachinery/go-text';
import type { JsonObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { nameIsDnsSubdomain, qualifiedNameFaults } from '../../apimachinery/validation/names';
import { fields, given, oneOf, optional, required, unchanged, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { nodeLabelDeprecation } from './pod/scheduling-warnings';

const MAX_PARAMETERS = 512;
const MAX_PARAMETERS_BYTES = 256 * 1024;

const provisionerRule: Rule<string> = required(
  given((provisioner, at, report) => {
    const name = provisioner.toLowerCase();
    for (const fault of qualifiedNameFaults(name)) report(FieldError.invalid(at, name, fault));
  }),
);

const parametersRule: Rule<Readonly<Record<string, string>>> = given((parameters, at, report) => {
  const entries = Object.entries(parameters);
  if (entries.length > MAX_PARAMETERS) return report(FieldError.tooLong(at, '', MAX_PARAMETERS));
  for (const [key] of entries) if (key === '') report(FieldError.invalid(at, key, 'field can not be empty.'));
  const bytes = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  if (bytes > MAX_PARAMETERS_BYTES) report(FieldError.tooLong(at, '', MAX_PARAMETERS_BYTES));
});

const requirementRule = fields<TopologySelectorLabelRequirement>({
  values: required(
    given((values, at, report) => {
      values.forEach((value, index) => {
        if (values.indexOf(value) < index) report(FieldError.duplicate(at.index(index), value));
      });
    }),
  ),
  key: (key = '', at, report) => {
    for (const fault of qualifiedNameFaults(key)) report(FieldError.invalid(at, key, fault));
  },
});

const expressionsRule: Rule<readonly TopologySelectorLabelRequirement[]> = given(
  (requirements, at, report, context) => {
    const seen = new Set<string | undefined>();
    requirements.forEach((requirement, index) => {
      requirementRule(requirement, at.index(index), report, context);
      if (seen.has(requirement.key)) report(FieldError.duplicate(at.index(index).child('key'), requirement.key));
      seen.add(requirement.key);
    });
  },
);

/** The same keys with the same values, in any order, say the same. */
function meaningOf({ matchLabelExpressions = [] }: TopologySelectorTerm): string {
  const meaning = new Map(
    matchLabelExpressions.map(({ key, values = [] }) => [key ?? '', [...new Set(values)].sort()]),
  );
  return JSON.stringify([...meaning].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An empty term is told once for each term of the list: upstream compares it with as many empty ones. */
const topologiesRule: Rule<readonly TopologySelectorTerm[]> = given((terms, at, report, context) => {
  const known = terms.map(() => meaningOf({}));
  terms.forEach((term, index) => {
    const place = at.index(index).child('matchLabelExpressions');
    expressionsRule(term.matchLabelExpressions, place, report, context);
    const meaning = meaningOf(term);
    for (const other of known) if (other === meaning) report(FieldError.duplicate(place, ''));
    known.push(meaning);
  });
});

export const storageClasses = kindStrategy<StorageClass>({
  namespaced: false,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => {
    draft.reclaimPolicy ??= 'Delete';
    draft.volumeBindingMode ??= 'Immediate';
  },
  rule: fields<StorageClass>({
    provisioner: provisionerRule,
    parameters: parametersRule,
    reclaimPolicy: optional(oneOf<string>('Delete', 'Retain')),
    volumeBindingMode: oneOf<string>('Immediate', 'WaitForFirstConsumer'),
    allowedTopologies: topologiesRule,
  }),
  changeRule: (object, old, at, report) => {
    const refuse = (member: string): void =>
      report(FieldError.forbidden(at.child(member), `updates to ${member} are forbidden.`));
    if (!sameJson((object.parameters ?? {}) as JsonObject, (old.parameters ?? {}) as JsonObject)) refuse('parameters');
    if (object.provisioner !== old.provisioner) refuse('provisioner');
    if (object.reclaimPolicy !== old.reclaimPolicy) refuse('reclaimPolicy');
    unchanged(object.volumeBindingMode, old.volumeBindingMode, at.child('volumeBindingMode'), report);
  },
  onUpdate: ['object', 'metadata', 'change'],
  warnings: topologyWarnings,
  answersDeletedObject: true,
});

function topologyWarnings({ allowedTopologies = [] }: StorageClass): string[] {
  return (allowedTopologies ?? []).flatMap(({ matchLabelExpressions = [] }, term) =>
    matchLabelExpressions.flatMap(({ key = '' }, index) => {
      const message = nodeLabelDeprecation(key);
      const place = `allowedTopologies[${term}].matchLabelExpressions[${index}].key`;
      return message === undefined ? [] : [`${place}: ${message}`];
    }),
  );
}
