/**
 * Small rules that compose: what a kind's validation is written in, so that its file reads like the API reference.
 *
 * A rule looks at one value and reports faults at its path. `fields` goes through the members of an object in the order written, which is
 * the order of upstream's messages; `each` through a list; `also` applies several rules to the same value. A rule of the first three
 * groups below does nothing for a value that is absent, unless it is made `required`.
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import { type FieldPath } from '../../apimachinery/validation/field-path';
import { type Printable } from '../../apimachinery/validation/go-value';

export type Report = (error: FieldError) => void;

/** `value` is undefined where the field is absent. */
export type Rule<T> = (value: T | undefined, at: FieldPath, report: Report) => void;

/** Runs a rule and answers what it found, in order. */
export function faultsOf<T>(rule: Rule<T>, value: T | undefined, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  rule(value, at, (error) => errors.push(error));
  return errors;
}

/** A rule for values that are present. */
export function given<T>(check: (value: T, at: FieldPath, report: Report) => void): Rule<T> {
  return (value, at, report) => {
    if (value !== undefined && value !== null) check(value, at, report);
  };
}

// ---- objects and lists --------------------------------------------------------------------------------------------------

export type FieldRules<T> = { readonly [Key in keyof T]?: Rule<NonNullable<T[Key]>> };

/** One rule for each named member, in the order written; `own` looks at the object as a whole, after its members. */
export function fields<T extends object>(
  rules: FieldRules<T>,
  own?: (value: T, at: FieldPath, report: Report) => void,
): Rule<T> {
  const entries = Object.entries(rules) as [string, Rule<unknown>][];
  return given((value, at, report) => {
    const members = value as Readonly<Record<string, unknown>>;
    for (const [name, rule] of entries) rule(members[name] ?? undefined, at.child(name), report);
    own?.(value, at, report);
  });
}

/** The rule for each item of a list. */
export function each<T>(rule: Rule<T>): Rule<readonly T[]> {
  return given((items, at, report) => items.forEach((item, index) => rule(item, at.index(index), report)));
}

/** Rules for keys and values of a map, in order of key. A key's fault is reported at `at[key]`, or at `at` itself with `keysAt: 'map'`. */
export function eachEntry<T>(rules: {
  readonly key?: Rule<string>;
  readonly value?: Rule<T>;
  readonly keysAt?: 'map';
}): Rule<Readonly<Record<string, T>>> {
  return given((map, at, report) => {
    for (const key of Object.keys(map).sort()) {
      rules.key?.(key, rules.keysAt === 'map' ? at : at.key(key), report);
      rules.value?.(map[key], at.key(key), report);
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
export function also<T>(...rules: readonly Rule<T>[]): Rule<T> {
  return (value, at, report) => {
    for (const rule of rules) rule(value, at, report);
  };
}

/** The second rule only where the first found nothing. */
export function then<T>(first: Rule<T>, second: Rule<T>): Rule<T> {
  return (value, at, report) => {
    let found = false;
    first(value, at, (error) => {
      found = true;
      report(error);
    });
    if (!found) second(value, at, report);
  };
}

/** The rule only for values of which the condition holds. */
export function when<T>(condition: (value: T) => boolean, rule: Rule<T>): Rule<T> {
  return given((value, at, report) => {
    if (condition(value)) rule(value, at, report);
  });
}

// ---- presence -------------------------------------------------------------------------------------------------------------

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Absent, '' and [] are reported as `Required value`; anything else goes to the rule. */
export function required<T>(rule?: Rule<T>, detail = ''): Rule<T> {
  return (value, at, report) => {
    if (isEmpty(value)) report(FieldError.required(at, detail));
    else rule?.(value, at, report);
  };
}

/** Present values are reported as `Forbidden`. */
export function forbidden<T>(detail: string): Rule<T> {
  return given((_value, at, report) => report(FieldError.forbidden(at, detail)));
}

// ---- values ---------------------------------------------------------------------------------------------------------------

/** `Invalid value` with this detail where the test fails. */
export function must<T>(test: (value: T) => boolean, detail: string): Rule<T> {
  return given((value, at, report) => {
    if (!test(value)) report(FieldError.invalid(at, value as Printable, detail));
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
