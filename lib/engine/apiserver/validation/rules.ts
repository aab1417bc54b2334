/**
 * Small rules that compose: what a kind's validation is written in, so that its file reads like the API reference.
 *
 * A rule looks at one value and reports faults at its path. `fields` goes through the members of an object in the order written, which is
 * the order of upstream's messages; `each` through a list; `also` applies several rules to the same value. A rule of the first three
 * groups below does nothing for a value that is absent, unless it is made `required`.
 */
import type { JsonValue } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { type FieldPath } from '../../apimachinery/validation/field-path';
import { type Printable } from '../../apimachinery/validation/go-value';

export type Report = (error: FieldError) => void;

/**
 * `value` is undefined where the field is absent. `context` is what a rule needs to know besides the value (the volumes of a pod, say);
 * combinators hand it on, and most rules look at the value alone.
 */
export type Rule<T, Context = unknown> = (
  value: T | undefined,
  at: FieldPath,
  report: Report,
  context: Context,
) => void;

/** What a rule finds in a value that is present. */
export type Check<T, Context = unknown> = (value: T, at: FieldPath, report: Report, context: Context) => void;

/** Runs a rule and answers what it found, in order. */
export function faultsOf<T>(rule: Rule<T>, value: T | undefined, at: FieldPath): FieldError[];
export function faultsOf<T, C>(rule: Rule<T, C>, value: T | undefined, at: FieldPath, context: C): FieldError[];
export function faultsOf<T>(rule: Rule<T>, value: T | undefined, at: FieldPath, context?: unknown): FieldError[] {
  const errors: FieldError[] = [];
  rule(value, at, (error) => errors.push(error), context);
  return errors;
}

/** A rule for values that are present. */
export function given<T, Context = unknown>(check: Check<T, Context>): Rule<T, Context> {
  return (value, at, report, context) => {
    if (value !== undefined && value !== null) check(value, at, report, context);
  };
}

// ---- objects and lists --------------------------------------------------------------------------------------------------

export type FieldRules<T, Context = unknown> = { readonly [Key in keyof T]?: Rule<NonNullable<T[Key]>, Context> };

/** One rule for each named member, in the order written; `own` looks at the object as a whole, after its members. */
export function fields<T extends object, Context = unknown>(
  rules: FieldRules<T, Context>,
  own?: Check<T, Context>,
): Rule<T, Context> {
  const entries = Object.entries(rules) as [string, Rule<unknown, Context>][];
  return given((value, at, report, context) => {
    const members = value as Readonly<Record<string, unknown>>;
    for (const [name, rule] of entries) rule(members[name] ?? undefined, at.child(name), report, context);
    own?.(value, at, report, context);
  });
}

/** The rule for each item of a list. */
export function each<T, Context = unknown>(rule: Rule<T, Context>): Rule<readonly T[], Context> {
  return given((items, at, report, context) => {
    for (let i = 0; i < items.length; i++) rule(items[i], at.index(i), report, context);
  });
}

/** The rule for each item of a list, reported at the list itself: so upstream does here and there. */
export function eachAtList<T, Context = unknown>(rule: Rule<T, Context>): Rule<readonly T[], Context> {
  return given((items, at, report, context) => {
    for (const item of items) rule(item, at, report, context);
  });
}

/** Rules for keys and values of a map, in order of key. A key's fault is reported at `at[key]`, or at `at` itself with `keysAt: 'map'`. */
export function eachEntry<T, Context = unknown>(rules: {
  readonly key?: Rule<string, Context>;
  readonly value?: Rule<T, Context>;
  readonly keysAt?: 'map';
}): Rule<Readonly<Record<string, T>>, Context> {
  return given((map, at, report, context) => {
    for (const key of Object.keys(map).sort()) {
      rules.key?.(key, rules.keysAt === 'map' ? at : at.key(key), report, context);
      rules.value?.(map[key], at.key(key), report, context);
    }
  });
}

/** Reports the second and later items that have the same key; the key's own path is `at[i]` or `at[i].member`. */
export function unique<T>(keyOf: (item: T) => string | undefined, member?: string): Rule<readonly T[]> {
  return given((items, at, report) => {
    const seen = new Set<string>();
    items.forEach((item, index) => {
      const key = keyOf(item);
      if (key === undefined || key === '') return;
      const place = at.index(index);
      if (seen.has(key)) report(FieldError.duplicate(member ? place.child(member) : place, key));
      seen.add(key);
    });
  });
}

// ---- combining ------------------------------------------------------------------------------------------------------------

/** Several rules for one value, one after another. */
export function also<T, Context = unknown>(...rules: readonly Rule<T, Context>[]): Rule<T, Context> {
  return (value, at, report, context) => {
    for (const rule of rules) rule(value, at, report, context);
  };
}

/** The second rule only where the first found nothing. */
export function then<T, Context = unknown>(first: Rule<T, Context>, second: Rule<T, Context>): Rule<T, Context> {
  return (value, at, report, context) => {
    let found = false;
    const reportFound: Report = (error) => {
      found = true;
      report(error);
    };
    first(value, at, reportFound, context);
    if (!found) second(value, at, report, context);
  };
}

/** The rule only for values of which the condition holds. */
export function when<T, Context = unknown>(
  condition: (value: T, context: Context) => boolean,
  rule: Rule<T, Context>,
): Rule<T, Context> {
  return given((value, at, report, context) => {
    if (condition(value, context)) rule(value, at, report, context);
  });
}

/** The rule with a context made from the value and the outer context. */
export function within<T, Outer, Inner>(
  contextOf: (value: T, outer: Outer) => Inner,
  rule: Rule<T, Inner>,
): Rule<T, Outer> {
  return given((value, at, report, outer) => rule(value, at, report, contextOf(value, outer)));
}

/** The rule once for each frozen value: one that had no fault cannot get one later. Only for rules that look at the value alone. */
export function remembered<T extends object>(rule: Rule<T>): Rule<T> {
  const faultless = new WeakSet<T>();
  return given((value, at, report) => {
    if (faultless.has(value)) return;
    let found = false;
    const reportFound: Report = (error) => {
      found = true;
      report(error);
    };
    rule(value, at, reportFound, undefined);
    if (!found && Object.isFrozen(value)) faultless.add(value);
  });
}

/** One alternative of {@link exactlyOne}: a member of the object, and how it is looked at. */
export interface Alternative<T, Context = unknown> {
  readonly member: keyof T & string;
  readonly rule: Rule<never, Context>;
  /** Name in the path of the rule's faults, where it is not the member's. */
  readonly faultsAt?: string;
  /** Name in the path of `Forbidden`, where it is not the member's. */
  readonly forbiddenAt?: string;
  /** Goes to its rule also where it is not the first. */
  readonly evenIfFurther?: boolean;
  /** Looks at the whole object wherever the member is present. */
  readonly own?: Check<T, Context>;
  /** Looks at the whole object where the member is the first that is present. */
  readonly ownIfFirst?: Check<T, Context>;
}

/** Exactly one of the members: the first present one goes to its rule, each further one is `Forbidden`, none at all is `Required`. */
export function exactlyOne<T extends object, Context = unknown>(
  texts: { readonly more: string; readonly none: string },
  alternatives: readonly Alternative<T, Context>[],
): Rule<T, Context> {
  return given((value, at, report, context) => {
    let present = 0;
    for (const alternative of alternatives) {
      const { member, rule, faultsAt = member, forbiddenAt = member } = alternative;
      const chosen = value[member] ?? undefined;
      if (chosen === undefined) continue;
      if (present++ > 0 && !alternative.evenIfFurther) {
        report(FieldError.forbidden(at.child(forbiddenAt), texts.more));
      } else {
        (rule as Rule<unknown, Context>)(chosen, at.child(faultsAt), report, context);
        alternative.ownIfFirst?.(value, at, report, context);
      }
      alternative.own?.(value, at, report, context);
    }
    if (present === 0) report(FieldError.required(at, texts.none));
  });
}

// ---- presence -------------------------------------------------------------------------------------------------------------

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Absent, '' and [] are reported as `Required value`; anything else goes to the rule. */
export function required<T, Context = unknown>(rule?: Rule<T, Context>, detail = ''): Rule<T, Context> {
  return (value, at, report, context) => {
    if (isEmpty(value)) report(FieldError.required(at, detail));
    else rule?.(value, at, report, context);
  };
}

/** Absent, '' and [] pass; anything else goes to the rule. */
export function optional<T, Context = unknown>(rule: Rule<T, Context>): Rule<T, Context> {
  return (value, at, report, context) => {
    if (!isEmpty(value)) rule(value, at, report, context);
  };
}

/** Present values are reported as `Forbidden`. */
export function forbidden<T>(detail: string): Rule<T> {
  return given((_value, at, report) => report(FieldError.forbidden(at, detail)));
}

// ---- changes --------------------------------------------------------------------------------------------------------------

export const FIELD_IS_IMMUTABLE = 'field is immutable';

/** Reports a value that is no longer what it was; absent, null, '' and what Go holds as zero must be made alike by the caller. */
export function unchanged<T>(
  value: T | undefined,
  old: T | undefined,
  at: FieldPath,
  report: Report,
  show?: (value: T | undefined) => Printable,
): void {
  if (sameJson((value ?? null) as JsonValue, (old ?? null) as JsonValue)) return;
  report(FieldError.invalid(at, show ? show(value) : (value as Printable), FIELD_IS_IMMUTABLE));
}

// ---- values ---------------------------------------------------------------------------------------------------------------

/** `Invalid value` with this detail where the test fails; `show` writes a value that is no text or number as Go does. */
export function must<T>(test: (value: T) => boolean, detail: string, show?: (value: T) => Printable): Rule<T> {
  return given((value, at, report) => {
    if (!test(value)) report(FieldError.invalid(at, show ? show(value) : (value as Printable), detail));
  });
}

/** Turns a checker that answers texts (`names.ts`) into a rule: one `Invalid value` for each text. */
export function matches<T>(check: (value: T) => readonly string[]): Rule<T> {
  return given((value, at, report) => {
    for (const detail of check(value)) report(FieldError.invalid(at, value as Printable, detail));
  });
}

/** `Unsupported value` for what is not listed; '' counts as absent. */
export function oneOf<T extends string>(...values: readonly T[]): Rule<T> {
  return given((value, at, report) => {
    if (!values.includes(value)) report(FieldError.notSupported(at, value, values));
  });
}

/** At least 0. */
export const nonNegative: Rule<number> = must((value) => value >= 0, 'must be greater than or equal to 0');

/** More than 0. */
export const positive: Rule<number> = must((value) => value > 0, 'must be greater than 0');

/** From `low` to `high`, both included. */
export function between(low: number, high: number): Rule<number> {
  return must((value) => value >= low && value <= high, `must be between ${low} and ${high}, inclusive`);
}
