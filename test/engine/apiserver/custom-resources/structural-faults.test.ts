import { FieldPath } from '../../../../lib/engine/apimachinery/validation/field-path';
import type { JsonSchema } from '../../../../lib/engine/apiserver/custom-resources/json-schema';
import { structuralFaults } from '../../../../lib/engine/apiserver/custom-resources/structural-faults';

const faults = (properties: Readonly<Record<string, JsonSchema>>): string[] =>
  structuralFaults({ type: 'object', properties }, FieldPath.of('s')).map(String);

describe('structuralFaults', () => {
  test.each<[string, Readonly<Record<string, JsonSchema>>, string[]]>([
    [
      'the two forms of int-or-string',
      { a: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] } },
      [],
    ],
    [
      'an embedded resource without fields',
      { a: { type: 'object', 'x-kubernetes-embedded-resource': true } },
      [
        's.properties[a].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
      ],
    ],
    [
      'a name of metadata',
      { metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 5 } } } },
      [],
    ],
    [
      'a look-around in a pattern',
      { a: { type: 'string', pattern: 'a(?=b)' } },
      [
        's.properties[a].pattern: Invalid value: "a(?=b)": must be a valid regular expression, but isn\'t: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
      ],
    ],
  ])('%s', (_what, properties, expected) => {
    expect(faults(properties)).toEqual(expected);
  });

  test('what the root restricts under allOf must be specified outside of it', () => {
    const schema: JsonSchema = { type: 'object', allOf: [{ properties: { b: { minimum: 1 } } }] };
    expect(structuralFaults(schema, FieldPath.of('s')).map(String)).toEqual([
      's.properties[b]: Required value: because it is defined in s.allOf[0].properties[b]',
    ]);
  });
});
