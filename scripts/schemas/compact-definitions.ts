/** From published OpenAPI v3 schemas to the compact definitions of `lib/engine/apimachinery/schema/data/definitions.json`. */
import { type Definition } from '../../lib/engine/apimachinery/schema/definitions';
import { zeroValue, type ScalarName } from '../../lib/engine/apimachinery/schema/type-expression';

export interface PublishedSchema {
  readonly type?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly allOf?: readonly { readonly $ref: string }[];
  readonly $ref?: string;
  readonly items?: PublishedSchema;
  readonly additionalProperties?: PublishedSchema;
  readonly properties?: Readonly<Record<string, PublishedSchema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly PublishedSchema[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-unions'?: readonly {
    readonly discriminator: string;
    readonly 'fields-to-discriminateBy': Readonly<Record<string, string>>;
  }[];
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

const FORMATS: Readonly<Record<string, ScalarName>> = {
  string: 'string',
  'string byte': 'bytes',
  'integer int32': 'int32',
  'integer int64': 'int64',
  'number double': 'double',
  boolean: 'boolean',
};

/** Go types that encode themselves; all others without properties are empty structs. */
const LEAF_TYPES =
  /\.(Quantity|IntOrString|Time|MicroTime|RawExtension|FieldsV1|Patch|JSON|JSONSchemaPropsOr(Array|Bool|StringArray))$/;

/** `io.k8s.api.core.v1` to `core.v1`, `io.k8s.apimachinery.pkg.util.intstr` to `intstr`. */
function shortPackage(published: string): string {
  const segments = published.split('.');
  const last = segments.at(-1) ?? '';
  return /^v\d/.test(last) ? segments.slice(-2).join('.') : last;
}

function splitName(published: string): { readonly package: string; readonly short: string } {
  const dot = published.lastIndexOf('.');
  const folder = shortPackage(published.slice(0, dot));
  return { package: folder, short: `${folder}.${published.slice(dot + 1)}` };
}

function referenceExpression(reference: string, ownPackage: string): string {
  const name = splitName(reference.slice('#/components/schemas/'.length));
  return name.package === ownPackage ? name.short.slice(ownPackage.length + 1) : name.short;
}

function typeExpression(schema: PublishedSchema, ownPackage: string): string {
  if (schema.$ref) return `&${referenceExpression(schema.$ref, ownPackage)}`;
  if (schema.allOf?.[0])
    return `${schema.default === undefined ? '*' : ''}${referenceExpression(schema.allOf[0].$ref, ownPackage)}`;
  if (schema.items) return `[]${typeExpression(schema.items, ownPackage)}`;
  if (schema.additionalProperties) return `{}${typeExpression(schema.additionalProperties, ownPackage)}`;
  const scalar = FORMATS[schema.format ? `${schema.type} ${schema.format}` : `${schema.type}`];
  if (!scalar) throw new Error(`no expression for ${JSON.stringify(schema)}`);
  return scalar;
}

/** `=` for the zero value, `=TCP` for another, nothing when there is none. */
function defaultExpression(schema: PublishedSchema): string {
  if (schema.default === undefined || schema.allOf) return '';
  const zero = zeroValue(FORMATS[schema.format ? `${schema.type} ${schema.format}` : `${schema.type}`] ?? 'string');
  return `=${schema.default === zero ? '' : String(schema.default)}`;
}

function fieldExpression(schema: PublishedSchema, ownPackage: string): string {
  const attributes = [
    ['enum', schema.enum?.join('|')],
    ['list', schema['x-kubernetes-list-type']],
    ['keys', schema['x-kubernetes-list-map-keys']?.join(',')],
    ['patch', schema['x-kubernetes-patch-strategy']],
    ['by', schema['x-kubernetes-patch-merge-key']],
    ['map', schema['x-kubernetes-map-type']],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${value}`]));
  return [typeExpression(schema, ownPackage) + defaultExpression(schema), ...attributes].join(' ');
}

function compactDefinition(published: string, schema: PublishedSchema, packages: Map<string, string[]>): Definition {
  const { package: ownPackage } = splitName(published);
  const kinds = schema['x-kubernetes-group-version-kind']?.map(({ group, version }) =>
    group === '' ? version : `${group}/${version}`,
  );
  if (kinds?.length === 1 && packages.get(ownPackage)?.length === 1) packages.get(ownPackage)?.push(kinds[0] ?? '');
  const ownKind = kinds?.length === 1 && packages.get(ownPackage)?.[1] === kinds[0];
  const union = schema['x-kubernetes-unions']?.[0];
  return {
    ...(kinds ? { kinds: ownKind ? true : kinds } : {}),
    ...(schema['x-kubernetes-map-type'] === 'atomic' ? { atomic: true } : {}),
    ...(union ? { union: { discriminator: union.discriminator, fields: union['fields-to-discriminateBy'] } } : {}),
    ...(schema.required ? { required: schema.required } : {}),
    ...(LEAF_TYPES.test(published)
      ? { leaf: schema as Definition['leaf'] }
      : {
          fields: Object.fromEntries(
            Object.entries(schema.properties ?? {}).map(([name, field]) => [name, fieldExpression(field, ownPackage)]),
          ),
        }),
  };
}

/** All published schemas in the compact form, by name. */
export function compactDefinitions(schemas: Readonly<Record<string, PublishedSchema>>): {
  readonly packages: Record<string, string[]>;
  readonly definitions: Record<string, Definition>;
} {
  const packages = new Map<string, string[]>();
  const definitions: Record<string, Definition> = {};
  for (const published of Object.keys(schemas).sort()) {
    const { package: ownPackage, short } = splitName(published);
    const folder = published.slice(0, published.lastIndexOf('.'));
    if (!packages.has(ownPackage)) packages.set(ownPackage, [folder]);
    if (packages.get(ownPackage)?.[0] !== folder) throw new Error(`two packages are called ${ownPackage}`);
    definitions[short] = compactDefinition(published, schemas[published] ?? {}, packages);
  }
  return { packages: Object.fromEntries(packages), definitions };
}
