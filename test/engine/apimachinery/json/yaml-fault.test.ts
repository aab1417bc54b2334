import { parseYaml } from '../../../../lib/engine/apimachinery/json/parse-yaml';

function messageOf(text: string): string | undefined {
  try {
    parseYaml(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('yamlFault', () => {
  test.each([
    ['kind: ConfigMap\n metadata: x\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: 1\nb: c: d\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
    ['x\ny: z\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: b\n  c: d\n e: f\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a:\n  - b\n c: d\n', 'yaml: line 2: did not find expected key'],
    ['a: b\n- c\n', 'yaml: line 1: did not find expected key'],
    ['- a\nb: c\n', "yaml: line 1: did not find expected '-' indicator"],
    ['a: [1, 2\nb: c\n', "yaml: line 1: did not find expected ',' or ']'"],
    ['{a: b', "yaml: line 1: did not find expected ',' or '}'"],
    ['a: "x\nb: c\n', 'yaml: line 3: found unexpected end of stream'],
    ['a: b\n\tc: d\n', 'yaml: line 2: found a tab character that violates indentation'],
    ['a:\n\tc: d\n', 'yaml: line 2: found character that cannot start any token'],
    ['a: @x\n', 'yaml: found character that cannot start any token'],
    ['a: *x\n', "yaml: unknown anchor 'x' referenced"],
  ])('%j', (text, message) => {
    expect(messageOf(text)).toBe(message);
  });
});
