/**
 * The short notation in which `data/definitions.json` writes down the type of a field, and its reader.
 *
 * An expression is a type and then attributes, separated by blanks:
 *
 *     string                    a text without published default           int32=      with the zero value as default
 *     string=TCP enum:SCTP|TCP  default and enumeration                    bytes       base64 text
 *     Container                 a struct of the same package               meta.v1.ObjectMeta   of another one
 *     *Probe                    a pointer to one (no default published)    &JSON       published as a bare reference
 *     []Container {}string      list, map from text
 *     list:map keys:port,protocol patch:merge by:port   list type and its keys, patch strategy and its merge key
 *     map:atomic                map type, on maps or as an override on structs
 *
 * Upstream: staging/src/k8s.io/kube-openapi (the x-kubernetes extensions that the attributes stand for)
 */

export type ScalarName = 'string' | 'int32' | 'int64' | 'double' | 'boolean' | 'bytes';

/** How a struct is referred to: by value (default `{}`), by pointer (none), or as a bare reference. */
export type ReferenceForm = 'value' | 'pointer' | 'bare';

export type TypeNode =
  | { readonly node: 'scalar'; readonly scalar: ScalarName }
  | { readonly node: 'reference'; readonly definition: string; readonly form: ReferenceForm }
  | { readonly node: 'list'; readonly element: TypeNode }
  | { readonly node: 'map'; readonly element: TypeNode };

export interface FieldDeclaration {
  readonly type: TypeNode;
  /** The published default of a scalar. */
  readonly default?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly mapType?: 'atomic' | 'granular';
}

const SCALARS: ReadonlySet<string> = new Set(['string', 'int32', 'int64', 'double', 'boolean', 'bytes']);

/** The zero value that the published documents give as default where Go has no pointer and no `omitempty`. */
export function zeroValue(scalar: ScalarName): string | number | boolean {
  if (scalar === 'boolean') return false;
  return scalar === 'string' || scalar === 'bytes' ? '' : 0;
}

function parseType(text: string, ownPackage: string): TypeNode {
  if (text.startsWith('[]')) return { node: 'list', element: parseType(text.slice(2), ownPackage) };
  if (text.startsWith('{}')) return { node: 'map', element: parseType(text.slice(2), ownPackage) };
  if (SCALARS.has(text)) return { node: 'scalar', scalar: text as ScalarName };
  const form = text.startsWith('*') ? 'pointer' : text.startsWith('&') ? 'bare' : 'value';
  const name = form === 'value' ? text : text.slice(1);
  return { node: 'reference', definition: name.includes('.') ? name : `${ownPackage}.${name}`, form };
}

function parseDefault(text: string, type: TypeNode): string | number | boolean {
  if (type.node !== 'scalar') throw new Error(`only scalars have written defaults, not ${type.node}`);
  if (text === '') return zeroValue(type.scalar);
  if (type.scalar === 'boolean') return text === 'true';
  return type.scalar === 'string' || type.scalar === 'bytes' ? text : Number(text);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function addAttribute(field: Mutable<FieldDeclaration>, name: string, value: string): void {
  if (name === 'enum') field.enum = value.split('|');
  else if (name === 'list') field.listType = value as FieldDeclaration['listType'];
  else if (name === 'keys') field.listMapKeys = value.split(',');
  else if (name === 'patch') field.patchStrategy = value;
  else if (name === 'by') field.patchMergeKey = value;
  else if (name === 'map') field.mapType = value as FieldDeclaration['mapType'];
  else throw new Error(`unknown attribute ${name}`);
}

/**
 * Reads one expression; `ownPackage` (`core.v1`) completes references without a package.
 *
 * @throws Error when an attribute is unknown: the data and this reader are of different versions.
 */
export function parseTypeExpression(expression: string, ownPackage: string): FieldDeclaration {
  const [head = '', ...attributes] = expression.split(' ');
  const equals = head.indexOf('=');
  const field: Mutable<FieldDeclaration> = { type: parseType(equals < 0 ? head : head.slice(0, equals), ownPackage) };
  if (equals >= 0) field.default = parseDefault(head.slice(equals + 1), field.type);
  for (const attribute of attributes) {
    const colon = attribute.indexOf(':');
    addAttribute(field, attribute.slice(0, colon), attribute.slice(colon + 1));
  }
  return field;
}
