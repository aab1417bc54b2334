/**
 * Whole objects as Go's `%#v` writes them, for messages that quote one: written from the schema of the type.
 *
 * Upstream: Go's fmt package, as staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go uses it
 * Differs: names and order of the fields are those of the published version, where upstream prints its internal types.
 */
import type { JsonObject, JsonValue } from '../object-meta';
import { Quantity } from '../quantity';
import type { GoField, ObjectSchema, Schema } from '../schema/schema';
import { goIntOrString, goPointer, goSyntax, GoValue } from './go-value';

const INITIALISMS = [
  'uid',
  'ip',
  'ips',
  'dns',
  'pid',
  'ipc',
  'fs',
  'gid',
  'id',
  'api',
  'iscsi',
  'nfs',
  'csi',
  'tty',
  'url',
];

/** `core.PodTemplateSpec{...}`; nested structs carry the same package. */
export function goDump(value: JsonValue | undefined, schema: Schema, goPackage: string): GoValue {
  return new GoValue(dump(value, schema, goPackage));
}

function dump(value: JsonValue | undefined, schema: Schema, goPackage: string): string {
  switch (schema.type) {
    case 'object':
      return dumpStruct((value ?? {}) as JsonObject, schema, goPackage);
    case 'list': {
      const items = value as readonly JsonValue[] | undefined;
      const shown = items?.map((item) => dump(item, schema.items, goPackage)).join(', ');
      return `[]${typeName(schema.items, goPackage)}${shown === undefined ? '(nil)' : `{${shown}}`}`;
    }
    case 'map': {
      const entries = Object.entries((value ?? {}) as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1));
      const shown = entries.map(([key, entry]) => `${JSON.stringify(key)}:${dump(entry, schema.values, goPackage)}`);
      const type = `map[string]${typeName(schema.values, goPackage)}`;
      return value === undefined || value === null ? `${type}(nil)` : `${type}{${shown.join(', ')}}`;
    }
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number'
        ? Quantity.parse(String(value)).goSyntax(false)
        : Quantity.zero.goSyntax(false);
    case 'intOrString':
      return goIntOrString(value === undefined || value === null ? 0 : (value as number | string)).text;
    case 'boolean':
      return String(value ?? false);
    case 'int32':
    case 'int64':
    case 'number':
      return goSyntax(value ?? 0);
    case 'time':
    case 'microTime':
      return value === undefined || value === null
        ? 'time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)'
        : `time.Date(${String(value)})`;
    default:
      return goSyntax(value ?? '');
  }
}

function dumpStruct(value: JsonObject, schema: ObjectSchema, goPackage: string): string {
  const names: readonly Pick<GoField, 'name' | 'pointer'>[] =
    schema.goFields ?? [...schema.fields.keys()].map((name) => ({ name, pointer: false }));
  const shown = names.map(({ name, pointer }) => {
    const field = schema.fields.get(name);
    const member = value[name];
    if (!field) return `${goName(name)}:${goSyntax(member ?? '')}`;
    if (pointer) return `${goName(name)}:${goPointer(typeName(field, goPackage), member !== undefined).text}`;
    return `${goName(name)}:${dump(member, field, goPackage)}`;
  });
  return `${typeName(schema, goPackage)}{${shown.join(', ')}}`;
}

function typeName(schema: Schema, goPackage: string): string {
  switch (schema.type) {
    case 'object':
      return `${schema.goType.endsWith('Meta') ? 'v1' : goPackage}.${schema.goType}`;
    case 'list':
      return `[]${typeName(schema.items, goPackage)}`;
    case 'map':
      return `map[string]${typeName(schema.values, goPackage)}`;
    case 'quantity':
      return 'resource.Quantity';
    case 'intOrString':
      return 'intstr.IntOrString';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'time':
    case 'microTime':
      return 'v1.Time';
    default:
      return schema.type;
  }
}

/** `metadata` is embedded; initialisms are in capitals. */
function goName(name: string): string {
  if (name === 'metadata') return 'ObjectMeta';
  const initialism = INITIALISMS.find((word) => name === word || new RegExp(`^${word}[A-Z]`).test(name));
  if (initialism) return initialism.toUpperCase() + name.slice(initialism.length);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
