/**
 * What the API server finds out about a CustomResourceDefinition: whether its names are free, whether it is served, whether it goes.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/{status/naming_controller,establish/establishing_controller,
 * finalizer/crd_finalizer,apiapproval/apiapproval_controller}.go
 */
import { sameJson } from '../../apimachinery/same-json';
import type {
  CustomResourceDefinition,
  CustomResourceNames,
  DefinitionCondition,
  DefinitionStatus,
} from './json-schema';

export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

export function conditionOf(definition: CustomResourceDefinition, type: string): DefinitionCondition | undefined {
  return definition.status.conditions?.find((condition) => condition.type === type);
}

export function isTrue(definition: CustomResourceDefinition, type: string): boolean {
  return conditionOf(definition, type)?.status === 'True';
}

/** The status with a condition, whose time of transition changes with its status alone. */
export function withCondition(status: DefinitionStatus, condition: DefinitionCondition, now: string): DefinitionStatus {
  const conditions = status.conditions ?? [];
  const before = conditions.find(({ type }) => type === condition.type);
  const time = before && before.status === condition.status ? before.lastTransitionTime : now;
  const { type, status: value, reason, message } = condition;
  const next = { type, status: value, lastTransitionTime: time, reason, message };
  return {
    ...status,
    conditions: before ? conditions.map((one) => (one === before ? next : one)) : [...conditions, next],
  };
}

interface UsedNames {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

function usedNames(others: readonly CustomResourceDefinition[]): UsedNames {
  const names = others.map(({ status }) => status.acceptedNames);
  return {
    resources: new Set(
      names.flatMap(({ plural, singular = '', shortNames = [] }) => [plural, singular, ...shortNames]),
    ),
    kinds: new Set(names.flatMap(({ kind, listKind = '' }) => [kind, listKind])),
  };
}

interface Naming {
  readonly names: CustomResourceNames;
  readonly condition: DefinitionCondition;
}

/** Which of the names that are asked for are free in the group. `others` are the other definitions of the group. */
function naming(definition: CustomResourceDefinition, others: readonly CustomResourceDefinition[]): Naming {
  const { resources, kinds } = usedNames(others);
  const wanted = definition.spec.names;
  const before = definition.status.acceptedNames;
  let names: CustomResourceNames = before;
  let condition: DefinitionCondition = {
    type: 'NamesAccepted',
    status: 'True',
    reason: 'NoConflicts',
    message: 'no conflicts found',
  };
  const take = (taken: readonly string[], reason: string, accept: Partial<CustomResourceNames>): void => {
    if (taken.length === 0) names = { ...names, ...accept };
    else {
      const texts = taken.map((name) => `${JSON.stringify(name)} is already in use`);
      const message = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
      condition = { type: 'NamesAccepted', status: 'False', reason, message };
    }
  };
  const conflict = (name: string | undefined, accepted: string | undefined, used: ReadonlySet<string>): string[] =>
    name !== undefined && name !== accepted && used.has(name) ? [name] : [];
  take(conflict(wanted.plural, before.plural, resources), 'PluralConflict', { plural: wanted.plural });
  take(conflict(wanted.singular, before.singular, resources), 'SingularConflict', { singular: wanted.singular });
  const shortNames = (wanted.shortNames ?? []).filter((name) => !before.shortNames?.includes(name));
  take(
    shortNames.filter((name) => resources.has(name)),
    'ShortNamesConflict',
    { shortNames: wanted.shortNames },
  );
  take(conflict(wanted.kind, before.kind, kinds), 'KindConflict', { kind: wanted.kind });
  take(conflict(wanted.listKind, before.listKind, kinds), 'ListKindConflict', { listKind: wanted.listKind });
  return { names: inOrder({ ...names, categories: wanted.categories }), condition };
}

/** The order in which Go writes the names. */
function inOrder({
  plural,
  singular,
  shortNames,
  kind,
  listKind,
  categories,
}: CustomResourceNames): CustomResourceNames {
  return {
    plural,
    ...(singular ? { singular } : {}),
    ...(shortNames ? { shortNames } : {}),
    kind,
    ...(listKind ? { listKind } : {}),
    ...(categories ? { categories } : {}),
  };
}

/** The next status on the way to an established definition; the same status when it has arrived. */
export function nextStatus(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  now: string,
): DefinitionStatus {
  const { status } = definition;
  if (!sameJson(definition.spec.names, status.acceptedNames)) {
    const named = namedStatus(definition, others, now);
    if (named !== status) return named;
  }
  if (!isTrue(definition, 'NamesAccepted') || isTrue(definition, 'Established')) return status;
  const message = 'the initial names have been accepted';
  return withCondition(status, { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message }, now);
}

function namedStatus(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  now: string,
): DefinitionStatus {
  const { status } = definition;
  const { names, condition } = naming(definition, others);
  const before = conditionOf(definition, 'NamesAccepted');
  const told = before?.status === condition.status && before.reason === condition.reason;
  const same = sameJson(names, status.acceptedNames);
  if (same && told && before.message === condition.message) return status;
  const accepted = condition.status === 'True';
  const established: DefinitionCondition = isTrue(definition, 'Established')
    ? conditionOf(definition, 'Established')!
    : accepted
      ? { type: 'Established', status: 'False', reason: 'Installing', message: 'the initial names have been accepted' }
      : (conditionOf(definition, 'Established') ?? {
          type: 'Established',
          status: 'False',
          reason: 'NotAccepted',
          message: 'not all names are accepted',
        });
  const named = withCondition({ ...status, acceptedNames: names }, condition, now);
  return withCondition(named, established, now);
}
