import { DEFINITIONS, definition, version } from '../definition-for-tests';
import { Cluster } from '../../../../../lib/engine/cluster';
import { FieldPath } from '../../../../../lib/engine/apimachinery/validation/field-path';
import { cardinalityBelow, SchemaCost } from '../../../../../lib/engine/apiserver/custom-resources/cel/rule-cost';
import { asking } from '../../../../support/ask';

const at = FieldPath.of('s');

describe('SchemaCost', () => {
  test.each([
    [10_000_000, undefined],
    [12_020_000, '1.202000x'],
    [15_000_000, '1.5x'],
    [1_000_000_001, 'more than 100x'],
  ])('an expression of %d exceeds its limit by %s', (cost, factor) => {
    const [fault] = new SchemaCost().observe(at, cost, 'estimated rule cost');
    expect(fault?.detail.split(' (')[0]).toBe(factor && `estimated rule cost exceeds budget by factor of ${factor}`);
  });

  test('names the four that cost most of what is too much together', () => {
    const cost = new SchemaCost();
    for (let index = 0; index < 20; index++) cost.observe(at.index(index), 9_000_000 + index, 'estimated rule cost');
    const faults = cost.faults(at);
    expect(faults.map(({ field }) => field)).toEqual(['s[19]', 's[18]', 's[17]', 's[16]', 's']);
    expect(faults.at(-1)?.detail).toContain('for entire OpenAPIv3 schema exceeds budget by factor of 1.8x');
  });
});

describe('cardinalityBelow', () => {
  test('multiplies by what lists and maps may hold, and is unknown below one without a limit', () => {
    expect(cardinalityBelow({ type: 'object' }, 3)).toBe(3);
    expect(cardinalityBelow({ type: 'array', maxItems: 5 }, 3)).toBe(15);
    expect(cardinalityBelow({ type: 'object', additionalProperties: true, maxProperties: 2 }, 3)).toBe(6);
    expect(cardinalityBelow({ type: 'array' }, 3)).toBeUndefined();
    expect(cardinalityBelow({ type: 'array', maxItems: 5 }, undefined)).toBeUndefined();
  });
});

describe('a definition', () => {
  test('is refused for a message of unknown length', () => {
    const rules = [{ rule: 'self > 1', messageExpression: "'got ' + string(self)" }];
    const spec = { type: 'object', properties: { size: { type: 'integer', 'x-kubernetes-validations': rules } } };
    const { body } = asking(new Cluster())('POST', DEFINITIONS, definition([version(spec)]));
    expect(body.message).toContain(
      'x-kubernetes-validations[0].messageExpression: Forbidden: estimated messageExpression cost exceeds budget by factor of more than 100x',
    );
  });
});
