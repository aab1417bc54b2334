/**
 * The text of a Go value that upstream hashes where it needs an order or a key: all types are named, pointers are followed.
 *
 * Upstream: pkg/util/hash (DeepHashObject) and the printer it configures, github.com/davecgh/go-spew
 */
import { isJsonArray, isJsonObject, type JsonValue } from './object-meta';

/** A Go type, as far as such texts show it. */
export type GoType = GoScalar | GoPointer | GoSlice | GoStruct;

interface GoScalar {
  readonly kind: 'scalar';
  readonly name: string;
  /** What stands for a member that JSON leaves out. */
  readonly zero: string;
}

interface GoPointer {
  readonly kind: 'pointer';
  readonly to: GoScalar | GoStruct;
}

interface GoSlice {
  readonly kind: 'slice';
  readonly of: GoScalar | GoStruct;
}

interface GoStruct {
  readonly kind: 'struct';
  readonly name: string;
  /** In order of declaration. */
  readonly fields: readonly GoField[];
}

interface GoField {
  readonly name: string;
  /** The member in JSON. */
  readonly member: string;
  readonly type: GoType;
}

export const goText = (name: string): GoScalar => ({ kind: 'scalar', name, zero: '' });
export const goNumber = (name: string): GoScalar => ({ kind: 'scalar', name, zero: '0' });
export const goPointer = (to: GoScalar | GoStruct): GoPointer => ({ kind: 'pointer', to });
export const goSlice = (of: GoScalar | GoStruct): GoSlice => ({ kind: 'slice', of });

/** @param fields type by the name of the field; its member in JSON begins with a small letter unless `members` says otherwise */
export function goStruct(
  name: string,
  fields: Readonly<Record<string, GoType>>,
  members: Readonly<Record<string, string>> = {},
): GoStruct {
  const declared = Object.entries(fields).map(([field, type]) => {
    const member = members[field] ?? field.charAt(0).toLowerCase() + field.slice(1);
    return { name: field, member, type };
  });
  return { kind: 'struct', name, fields: declared };
}

export function goDump(value: JsonValue | undefined, type: GoType): string {
  return `(${typeName(type)})${untyped(value, type)}`;
}

function typeName(type: GoType): string {
  if (type.kind === 'pointer') return `*${type.to.name}`;
  return type.kind === 'slice' ? `[]${type.of.name}` : type.name;
}

function untyped(value: JsonValue | undefined, type: GoType): string {
  const absent = value === undefined || value === null;
  switch (type.kind) {
    case 'scalar':
      return absent ? type.zero : String(value as string | number | boolean);
    case 'pointer':
      return absent ? '<nil>' : untyped(value, type.to);
    case 'slice':
      return isJsonArray(value) ? `[${value.map((item) => untyped(item, type.of)).join(' ')}]` : '<nil>';
    case 'struct': {
      const members = isJsonObject(value) ? value : {};
      return `{${type.fields.map((field) => `${field.name}:${goDump(members[field.member], field.type)}`).join(' ')}}`;
    }
  }
}
