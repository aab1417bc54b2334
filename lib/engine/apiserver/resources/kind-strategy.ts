/**
 * The usual strategy, from what is particular to a kind: metadata is validated by the kind's rule for names; a `status` comes only
 * through the status subresource; `generation` counts the changes of what the user asks for.
 *
 * Upstream: pkg/registry/<group>/<kind>/strategy.go, which say the same for each kind
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import type { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { withMetadata } from '../core';
import type { ResourceStrategy, StrategyContext, SubresourceStrategy } from '../strategy';
import { objectMetaFaults, objectMetaUpdateFaults, type MetadataRules } from '../validation/object-meta';
import { faultsOf, type Report, type Rule } from '../validation/rules';

/** A look at a changed object: its metadata's change, all of it as if it were new, its members, or what must not change. */
export type UpdatePart = 'metadata' | 'object' | 'members' | 'change';

/** Looks at a change; `at` is the object's root. */
export type ChangeRule<T> = (object: T, old: T, at: FieldPath, report: Report, context: StrategyContext) => void;

/** A status that is written through its own subresource. */
export interface StatusRules<T> {
  /** What a new object has; `asSent` takes what it comes with. @default {} */
  readonly initial?: object | 'asSent';
  /** What a write of the status keeps of the old object besides all members but `status`. */
  keep?(object: T, old: T): T;
  readonly validateUpdate?: ChangeRule<T>;
  /** @default ['spec'] where the kind has a spec */
  readonly resetFields?: readonly string[];
}

/** Strategy members that pass through as they are. */
type Untouched<T extends KubeObject> = Pick<
  ResourceStrategy<T>,
  | 'applyDefaults'
  | 'warnings'
  | 'canonicalize'
  | 'selectableFields'
  | 'selectableFieldNames'
  | 'unknownField'
  | 'allowCreateOnUpdate'
  | 'allowUnconditionalUpdate'
  | 'gracePeriodSeconds'
  | 'defaultPropagation'
  | 'deletionWarning'
  | 'answersDeletedObject'
  | 'afterCreate'
  | 'afterDelete'
  | 'authorizeWrite'
>;

export interface KindRules<T extends KubeObject> extends MetadataRules, Untouched<T> {
  /** All members but the metadata of a new object. */
  readonly rule?: Rule<T, StrategyContext>;
  /** The members of a changed object. @default `rule` */
  readonly updateRule?: Rule<T, StrategyContext>;
  /** The members of an object that was `old`, where faults that it already has are tolerated. @default `rule` */
  ruleAfter?(old: T): Rule<T, StrategyContext>;
  /** What must not change, or only in certain ways; told after `updateRule`. */
  readonly changeRule?: ChangeRule<T>;
  /**
   * What is looked at on an update, in order. Where upstream looks twice at the same, each fault is told as often.
   * @default ['metadata', 'members', 'change']
   */
  readonly onUpdate?: readonly UpdatePart[];
  /** Metadata is validated after the members instead of before: so a few kinds of upstream do. @default false */
  readonly metadataLast?: boolean;
  readonly status?: StatusRules<T>;
  /** Which changes count in `metadata.generation`: those of the spec, or a test of one's own. @default no generation */
  readonly generation?: 'spec' | ((object: T, old: T) => boolean);
  /** Changes what is about to be stored, after status and generation are settled. */
  prepareForCreate?(object: T, context: StrategyContext): T;
  prepareForUpdate?(object: T, old: T, context: StrategyContext): T;
  /** Subresources besides `status` that write a part of the object. */
  readonly subresources?: Readonly<Record<string, SubresourceStrategy<T>>>;
}

/** A strategy made of rules. */
export function kindStrategy<T extends KubeObject>(rules: KindRules<T>): ResourceStrategy<T> {
  const { status } = rules;
  return {
    ...untouched(rules),
    prepareForCreate: (object, context) => prepareForCreate(rules, object, context),
    prepareForUpdate: (object, old, context) => prepareForUpdate(rules, object, old, context),
    validate: (object, context) => objectFaults(rules, object, context),
    validateUpdate: (object, old, context) =>
      updateParts(rules).flatMap((part) => updateFaults(rules, part, object, old, context)),
    ...(status ? { resetFields: ['status'] } : {}),
    ...(status || rules.subresources
      ? { subresources: { ...(status ? { status: statusStrategy(rules, status) } : {}), ...rules.subresources } }
      : {}),
  };
}

function untouched<T extends KubeObject>(rules: KindRules<T>): Untouched<T> {
  const {
    rule: _rule,
    updateRule: _updateRule,
    ruleAfter: _ruleAfter,
    changeRule: _changeRule,
    metadataLast: _metadataLast,
    onUpdate: _onUpdate,
    status: _status,
    generation: _generation,
    prepareForCreate: _prepareForCreate,
    prepareForUpdate: _prepareForUpdate,
    subresources: _subresources,
    namespaced: _namespaced,
    name: _name,
    qualifiedFinalizers: _qualifiedFinalizers,
    ...rest
  } = rules;
  return rest;
}

function objectFaults<T extends KubeObject>(
  rules: KindRules<T>,
  object: T,
  context: StrategyContext,
  rule = rules.rule,
): FieldError[] {
  const metadata = objectMetaFaults(object, rules);
  const members = rule ? faultsOf(rule, object, FieldPath.root, context) : [];
  return rules.metadataLast ? [...members, ...metadata] : [...metadata, ...members];
}

function updateParts<T extends KubeObject>({ onUpdate, metadataLast }: KindRules<T>): readonly UpdatePart[] {
  return onUpdate ?? (metadataLast ? ['members', 'change', 'metadata'] : ['metadata', 'members', 'change']);
}

function updateFaults<T extends KubeObject>(
  rules: KindRules<T>,
  part: UpdatePart,
  object: T,
  old: T,
  context: StrategyContext,
): FieldError[] {
  const { changeRule } = rules;
  const rule = rules.ruleAfter?.(old) ?? rules.rule;
  const { updateRule = rule } = rules;
  switch (part) {
    case 'metadata':
      return objectMetaUpdateFaults(object, old, rules);
    case 'object':
      return objectFaults(rules, object, context, rule);
    case 'members':
      return updateRule ? faultsOf(updateRule, object, FieldPath.root, context) : [];
    case 'change': {
      const errors: FieldError[] = [];
      changeRule?.(object, old, FieldPath.root, (error) => errors.push(error), context);
      return errors;
    }
  }
}

function prepareForCreate<T extends KubeObject>(rules: KindRules<T>, object: T, context: StrategyContext): T {
  const settled = withInitialStatus(rules, object);
  const counted = rules.generation ? withMetadata(settled, { generation: 1 }) : settled;
  return rules.prepareForCreate?.(counted, context) ?? counted;
}

function withInitialStatus<T extends KubeObject>({ status }: KindRules<T>, object: T): T {
  if (!status || status.initial === 'asSent') return object;
  return { ...object, status: status.initial ?? {} };
}

function prepareForUpdate<T extends KubeObject>(rules: KindRules<T>, object: T, old: T, context: StrategyContext): T {
  const settled = rules.status ? keepStatus(object, old) : object;
  const prepared = rules.prepareForUpdate?.(settled, old, context) ?? settled;
  if (!rules.generation || !asksForMore(rules.generation, prepared, old)) return prepared;
  return withMetadata(prepared, { generation: (old.metadata.generation ?? 0) + 1 });
}

function asksForMore<T extends KubeObject>(
  generation: NonNullable<KindRules<T>['generation']>,
  object: T,
  old: T,
): boolean {
  return generation === 'spec' ? !sameJson(object['spec'], old['spec']) : generation(object, old);
}

/** The object with the old one's status. */
function keepStatus<T extends KubeObject>(object: T, old: T): T {
  const { status: _sent, ...rest } = object;
  return (old['status'] === undefined ? rest : { ...rest, status: old['status'] }) as unknown as T;
}

/** Everything but metadata and status stays as it was. */
function statusStrategy<T extends KubeObject>(rules: KindRules<T>, status: StatusRules<T>): SubresourceStrategy<T> {
  return {
    prepareForUpdate: (object, old) => {
      const changed = { ...old, metadata: object.metadata, status: object['status'] } as T;
      return status.keep?.(changed, old) ?? changed;
    },
    validateUpdate: (object, old, context) => {
      const errors = objectMetaUpdateFaults(object, old, rules);
      status.validateUpdate?.(object, old, FieldPath.root, (error) => errors.push(error), context);
      return errors;
    },
    resetFields: status.resetFields ?? ['spec'],
  };
}
