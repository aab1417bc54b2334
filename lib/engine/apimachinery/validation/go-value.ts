/**
 * Values as Go's `%#v` writes them, for the messages of validation that quote a whole list, map or struct.
 *
 * Upstream: Go's fmt package, as staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go uses it
 * Differs: addresses of pointers are always the same number, since the engine has none.
 */
import { compareText, formatFloat, quote } from '../go-text';
import { type JsonValue } from '../object-meta';
import { wasGivenEmpty } from '../schema/normalize';

/** A text that is printed as it stands; the functions of this file make them. */
export class GoValue {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What a message can show: JSON, printed as Go's unstructured types are, or a value whose Go type is known. */
export type Printable = JsonValue | bigint | undefined | GoValue;

/** Go's `%#v`. JSON lists and objects print as `[]interface {}` and `map[string]interface {}`. */
export function goSyntax(value: Printable): string {
  if (value instanceof GoValue) return value.text;
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return formatFloat(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return goSlice('interface {}', value as readonly JsonValue[]).text;
  return goMap('interface {}', value as Readonly<Record<string, JsonValue>>).text;
}

/** `[]string{"a", "b"}`, or `[]string(nil)` for an absent list. */
export function goSlice(itemType: string, items: readonly Printable[] | null | undefined): GoValue {
  if (items === null || items === undefined) return new GoValue(`[]${itemType}(nil)`);
  return new GoValue(`[]${itemType}{${items.map(goSyntax).join(', ')}}`);
}

/** `map[string]string{"a":"b"}` with its keys in order, or `map[string]string(nil)`. */
export function goMap(
  valueType: string,
  entries: Readonly<Record<string, Printable>> | null | undefined,
  typeName = `map[string]${valueType}`,
): GoValue {
  if (entries === null || entries === undefined) return new GoValue(`${typeName}(nil)`);
  const shown = Object.entries(entries)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]) => `${quote(key)}:${goSyntax(value)}`);
  return new GoValue(`${typeName}{${shown.join(', ')}}`);
}

/** `core.Toleration{Key:"a", Operator:"Exists"}`, fields in the order given. */
export function goStruct(type: string, fields: Readonly<Record<string, Printable>>): GoValue {
  const shown = Object.entries(fields).map(([name, value]) => `${name}:${goSyntax(value)}`);
  return new GoValue(`${type}{${shown.join(', ')}}`);
}

/** A pointer inside a struct: `(*int32)(nil)` or `(*int32)(0xc000012345)`. */
export function goPointer(type: string, present: boolean): GoValue {
  return new GoValue(`(*${type})(${present ? '0xc000012345' : 'nil'})`);
}

/** `[]byte{0x6e, 0x6f}`. */
export function goBytes(bytes: readonly number[] | null | undefined, type = 'byte'): GoValue {
  return goSlice(
    type,
    bytes?.map((byte) => new GoValue(`0x${byte.toString(16)}`)),
  );
}

/** `intstr.IntOrString{Type:1, IntVal:0, StrVal:"50%"}`. */
export function goIntOrString(value: number | string): GoValue {
  return typeof value === 'number'
    ? goStruct('intstr.IntOrString', { Type: 0, IntVal: value, StrVal: '' })
    : goStruct('intstr.IntOrString', { Type: 1, IntVal: 0, StrVal: value });
}

/** A label selector as a struct; undefined, which errors show as null, where there is none. */
export function goLabelSelector(
  selector:
    | {
        readonly matchLabels?: Readonly<Record<string, string>> | null;
        readonly matchExpressions?:
          | readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] | null }[]
          | null;
      }
    | null
    | undefined,
): GoValue | undefined {
  if (selector === null || selector === undefined) return undefined;
  const expressions = givenBy(selector, 'matchExpressions', [])?.map((expression) =>
    goStruct('v1.LabelSelectorRequirement', {
      Key: expression.key,
      Operator: expression.operator,
      Values: goSlice('string', givenBy(expression, 'values', [])),
    }),
  );
  return goStruct('v1.LabelSelector', {
    MatchLabels: goMap('string', givenBy(selector, 'matchLabels', {})),
    MatchExpressions: goSlice('v1.LabelSelectorRequirement', expressions),
  });
}

/** A list or map as it was sent: an empty one is another value to Go than none. */
function givenBy<T extends object, Name extends keyof T & string>(struct: T, name: Name, empty: T[Name]): T[Name] {
  return struct[name] ?? (wasGivenEmpty(struct, name) ? empty : struct[name]);
}

/** `2024-01-01 00:00:00 +0000 UTC`: a time of metadata, given as RFC 3339 in whole seconds of UTC. */
export function goTime(time: string): GoValue {
  return new GoValue(`${time.replace('T', ' ').replace('Z', '')} +0000 UTC`);
}
