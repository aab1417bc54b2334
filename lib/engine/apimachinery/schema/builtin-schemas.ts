/**
 * Schemas of the built-in kinds, made from the compact definitions when they are first asked for. Each struct becomes one shared
 * object whose fields are read on first use, so recursive types (JSONSchemaProps) need no special care.
 *
 * Upstream: staging/src/k8s.io/api (the types), kube-openapi/pkg/schemaconv/openapi.go (which lists server-side apply merges)
 */
import { type Definition, definitionOf, definitionOfKind, goTypeOf, type LeafName, packageOf } from './definitions';
import { goFieldsOf } from './go-fields';
import {
  type GoField,
  type GroupVersionKind,
  type ListSchema,
  type ObjectSchema,
  type ScalarSchema,
  type ScalarType,
  type Schema,
  type SchemaSource,
} from './schema';
import { type FieldDeclaration, parseTypeExpression, type ScalarName, type TypeNode } from './type-expression';

const SCALAR_TYPES: Readonly<Record<ScalarName, ScalarType>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  double: 'number',
  boolean: 'boolean',
  bytes: 'bytes',
};

/** JSON schemas that may be something else, a boolean or a list; their objects are structs all the same. */
const SCHEMA_ALTERNATIVE: ScalarSchema = {
  type: 'any',
  get struct() {
    const schema = structSchema('apiextensions.v1.JSONSchemaProps');
    return schema.type === 'object' ? schema : undefined;
  },
};

const LEAF_SCHEMAS: Readonly<Record<LeafName, ScalarSchema>> = {
  Quantity: { type: 'quantity', atomic: true },
  IntOrString: { type: 'intOrString' },
  Time: { type: 'time' },
  MicroTime: { type: 'microTime' },
  RawExtension: { type: 'any', atomic: true },
  FieldsV1: { type: 'any' },
  Patch: { type: 'any' },
  JSON: { type: 'any' },
  JSONSchemaPropsOrArray: SCHEMA_ALTERNATIVE,
  JSONSchemaPropsOrBool: SCHEMA_ALTERNATIVE,
  JSONSchemaPropsOrStringArray: SCHEMA_ALTERNATIVE,
};

/** What the field that holds a struct says about it, over the struct's own definition. */
interface StructOverrides {
  readonly atomic?: boolean;
  readonly retainKeys?: boolean;
  readonly replace?: boolean;
}

/**
 * Packages whose objects never pass through protobuf: their kinds are stored as JSON or not at all.
 * Upstream: cmd/kube-apiserver/app/apiextensions.go, aggregator.go (the codecs of their storage)
 */
const NEVER_PROTOBUF: ReadonlySet<string> = new Set([
  'apiextensions.v1',
  'apiregistration.v1',
  'authentication.v1',
  'authorization.v1',
  'meta.v1',
]);

class BuiltinObjectSchema implements ObjectSchema {
  readonly type = 'object';
  readonly goType: string;
  readonly goPackage: string;
  readonly required: readonly string[];
  readonly atomic?: boolean;
  readonly retainKeys?: boolean;
  readonly replace?: boolean;
  readonly keepsEmpty: boolean;
  #fields: ReadonlyMap<string, Schema> | undefined;
  #goFields: readonly GoField[] | undefined;

  constructor(
    private readonly name: string,
    private readonly definition: Definition,
    overrides: StructOverrides,
  ) {
    this.goType = goTypeOf(name);
    this.goPackage = goTypeOf(packageOf(name));
    this.required = definition.required ?? [];
    this.atomic = overrides.atomic ?? definition.atomic;
    this.retainKeys = overrides.retainKeys;
    this.replace = overrides.replace;
    this.keepsEmpty =
      NEVER_PROTOBUF.has(packageOf(name)) || (definition.kinds !== undefined && this.goType.endsWith('List'));
  }

  get goFields(): readonly GoField[] {
    this.#goFields ??= goFieldsOf(this.name);
    return this.#goFields;
  }

  get fields(): ReadonlyMap<string, Schema> {
    this.#fields ??= new Map(
      Object.entries(this.definition.fields ?? {}).map(([field, expression]) => [
        field,
        fieldSchema(parseTypeExpression(expression, packageOf(this.name))),
      ]),
    );
    return this.#fields;
  }
}

const structs = new Map<string, Schema>();

function structSchema(name: string, overrides: StructOverrides = {}): Schema {
  const key = Object.keys(overrides).length === 0 ? name : `${name} ${JSON.stringify(overrides)}`;
  const known = structs.get(key);
  if (known) return known;
  const definition = definitionOf(name);
  if (!definition) throw new Error(`the schema data refers to ${name}, which it does not define`);
  const schema = definition.leaf
    ? LEAF_SCHEMAS[goTypeOf(name) as LeafName]
    : new BuiltinObjectSchema(name, definition, overrides);
  structs.set(key, schema);
  return schema;
}

function nodeSchema(type: TypeNode, overrides: StructOverrides = {}): Schema {
  if (type.node === 'scalar') return { type: SCALAR_TYPES[type.scalar] };
  if (type.node === 'reference') return structSchema(type.definition, overrides);
  if (type.node === 'map') return { type: 'map', values: nodeSchema(type.element) };
  return listSchema({ type });
}

/** Where no list type is published, the patch strategy says how server-side apply merges the list, too. */
function mergeOfList(field: FieldDeclaration): Pick<ListSchema, 'listType' | 'mapKeys'> {
  if (field.listType) return { listType: field.listType, mapKeys: field.listMapKeys ?? [] };
  if (!field.patchStrategy?.startsWith('merge')) return { listType: 'atomic', mapKeys: [] };
  return field.patchMergeKey ? { listType: 'map', mapKeys: [field.patchMergeKey] } : { listType: 'set', mapKeys: [] };
}

function listSchema(field: FieldDeclaration): ListSchema {
  if (field.type.node !== 'list') throw new Error('not a list');
  const strategies = field.patchStrategy?.split(',') ?? [];
  return {
    type: 'list',
    items: nodeSchema(field.type.element, strategies.includes('retainKeys') ? { retainKeys: true } : {}),
    ...mergeOfList(field),
    patchStrategy: strategies.includes('merge') ? 'merge' : 'replace',
    mergeKey: field.patchMergeKey,
  };
}

function structOverrides(field: FieldDeclaration): StructOverrides {
  return {
    ...(field.mapType ? { atomic: field.mapType === 'atomic' } : {}),
    ...(field.patchStrategy === 'retainKeys' ? { retainKeys: true } : {}),
    ...(field.patchStrategy === 'replace' ? { replace: true } : {}),
  };
}

function fieldSchema(field: FieldDeclaration): Schema {
  switch (field.type.node) {
    case 'list':
      return listSchema(field);
    case 'map':
      return { type: 'map', values: nodeSchema(field.type.element), atomic: field.mapType === 'atomic' };
    case 'reference':
      return nodeSchema(field.type, structOverrides(field));
    case 'scalar':
      return { type: SCALAR_TYPES[field.type.scalar], enum: field.enum, default: field.default };
  }
}

const source: SchemaSource = {
  schemaOf({ group, version, kind }: GroupVersionKind): ObjectSchema | undefined {
    const name = definitionOfKind(group === '' ? version : `${group}/${version}`, kind);
    const schema = name === undefined ? undefined : structSchema(name);
    return schema?.type === 'object' ? schema : undefined;
  },
};

/** The built-in kinds of Kubernetes v1.28; the same object on every call. */
export function builtinSchemas(): SchemaSource {
  return source;
}
