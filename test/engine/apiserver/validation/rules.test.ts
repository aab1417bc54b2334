import {
  between,
  each,
  eachAtList,
  exactlyOne,
  faultsOf,
  fields,
  given,
  must,
  nonNegative,
  oneOf,
  optional,
  remembered,
  required,
  type Rule,
  within,
} from '../../../../lib/engine/apiserver/validation/rules';
import { FieldError } from '../../../../lib/engine/apimachinery/validation/field-error';
import { FieldPath } from '../../../../lib/engine/apimachinery/validation/field-path';

const spec = FieldPath.of('spec');

function texts<T>(rule: Rule<T>, value: T | undefined): string[] {
  return faultsOf(rule, value, spec).map(String);
}

describe('rules', () => {
  interface Port {
    readonly name?: string;
    readonly number: number;
  }
  const port = fields<Port>({ number: between(1, 65535), name: required() });

  test('fields reports the members in the order of its rules, not of the object', () => {
    expect(texts(port, { name: '', number: 0 })).toEqual([
      'spec.number: Invalid value: 0: must be between 1 and 65535, inclusive',
      'spec.name: Required value',
    ]);
  });

  test('each reports at the index, eachAtList at the list', () => {
    expect(texts(each(nonNegative), [1, -1])).toEqual([
      'spec[1]: Invalid value: -1: must be greater than or equal to 0',
    ]);
    expect(texts(eachAtList(nonNegative), [1, -1])).toEqual([
      'spec: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });

  test('optional passes what Go would leave out, required reports it', () => {
    const colour = oneOf('red', 'green') as Rule<string>;
    expect(texts(optional(colour), '')).toEqual([]);
    expect(texts(required(colour, 'pick one'), '')).toEqual(['spec: Required value: pick one']);
    expect(texts(optional(colour), 'blue')).toEqual([
      'spec: Unsupported value: "blue": supported values: "red", "green"',
    ]);
  });

  test('within hands a context made from the value to the rule inside', () => {
    const known: Rule<readonly string[], ReadonlySet<string>> = each(
      given((name, at, report, names) => {
        if (!names.has(name)) report(FieldError.notFound(at, name));
      }),
    );
    const rule = within(
      (value: { readonly names: readonly string[] }) => new Set(value.names),
      fields<{ readonly names: readonly string[]; readonly uses?: readonly string[] }, ReadonlySet<string>>({
        uses: known,
      }),
    );
    expect(texts(rule, { names: ['a'], uses: ['a', 'b'] } as { names: readonly string[] })).toEqual([
      'spec.uses[1]: Not found: "b"',
    ]);
  });

  test('exactlyOne looks at the first alternative and refuses the others', () => {
    interface Shape {
      readonly circle?: { readonly radius: number };
      readonly square?: { readonly side: number };
    }
    const shape = exactlyOne<Shape>({ more: 'only one shape', none: 'name a shape' }, [
      { member: 'circle', rule: fields<{ radius: number }>({ radius: nonNegative }), faultsAt: 'round' },
      { member: 'square', rule: fields<{ side: number }>({ side: nonNegative }), forbiddenAt: 'sqare' },
    ]);
    expect(texts(shape, {})).toEqual(['spec: Required value: name a shape']);
    expect(texts(shape, { circle: { radius: -1 }, square: { side: -1 } })).toEqual([
      'spec.round.radius: Invalid value: -1: must be greater than or equal to 0',
      'spec.sqare: Forbidden: only one shape',
    ]);
  });

  test('remembered asks once for a frozen value without faults, and again for any other', () => {
    let asked = 0;
    const counting = remembered<{ readonly even: number }>(
      must((value) => {
        asked++;
        return value.even % 2 === 0;
      }, 'must be even'),
    );
    const frozen = Object.freeze({ even: 2 });
    const open = { even: 2 };
    const odd = Object.freeze({ even: 3 });
    for (const value of [frozen, frozen, open, open]) expect(texts(counting, value)).toEqual([]);
    for (const value of [odd, odd]) expect(texts(counting, value)).toHaveLength(1);
    expect(asked).toBe(1 + 2 + 2);
  });
});
