/**
 * What a schema is for CEL: each object a type of its own with its properties as fields.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/cel/common/schemas.go, apiextensions-apiserver/pkg/apiserver/schema/cel/model/schemas.go
 */
import { Environment } from './cel-library';
import { isEmbeddedResource, isIntOrString, itemsOf, type JsonSchema, META_FIELDS, valuesOf } from '../json-schema';
import { addKubernetesFunctions } from './function-library';
import { escapedName } from './property-names';

const TEXT_TYPES: Readonly<Record<string, string>> = {
  byte: 'bytes',
  duration: 'google.protobuf.Duration',
  date: 'google.protobuf.Timestamp',
  'date-time': 'google.protobuf.Timestamp',
};

/** What every resource has, whatever its schema says. */
const RESOURCE: JsonSchema = {
  type: 'object',
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } },
  },
};

/** The schema of a resource with what every resource has. */
export function asResource(schema: JsonSchema): JsonSchema {
  const own = Object.entries(schema.properties ?? {}).filter(([name]) => !META_FIELDS.has(name));
  return { ...schema, type: 'object', properties: { ...RESOURCE.properties, ...Object.fromEntries(own) } };
}

/** An environment in which `self` (and `oldSelf`) have the type of a schema; undefined where CEL knows no such type. */
export function typedEnvironment(schema: JsonSchema): Environment | undefined {
  const environment = newEnvironment();
  const type = new TypeDeclarations(environment).typeOf(schema);
  return type === undefined ? undefined : environment.registerVariable('self', type).registerVariable('oldSelf', type);
}

export function newEnvironment(): Environment {
  return addKubernetesFunctions(
    new Environment({ unlistedVariablesAreDyn: false, homogeneousAggregateLiterals: false }),
  );
}

class TypeDeclarations {
  #count = 0;

  constructor(private readonly environment: Environment) {}

  typeOf(schema: JsonSchema): string | undefined {
    if (isIntOrString(schema)) return 'dyn';
    switch (schema.type) {
      case 'array': {
        const items = itemsOf(schema);
        const type = items && this.typeOf(items);
        return type && `list<${type}>`;
      }
      case 'object':
        return this.#objectType(isEmbeddedResource(schema) ? asResource(schema) : schema);
      case 'string':
        return TEXT_TYPES[schema.format ?? ''] ?? 'string';
      case 'boolean':
        return 'bool';
      case 'integer':
        return 'int';
      case 'number':
        return 'double';
      default:
        return undefined;
    }
  }

  #objectType(schema: JsonSchema): string | undefined {
    const values = valuesOf(schema);
    if (values) {
      const type = this.typeOf(values);
      return type && `map<string, ${type}>`;
    }
    const fields: Record<string, string> = {};
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const type = this.typeOf(property);
      const field = escapedName(name);
      if (type !== undefined && field !== undefined) fields[field] = type;
    }
    const name = `Object${this.#count++}`;
    this.environment.registerType(name, { fields });
    // Only the type is of interest here: expressions are evaluated without one.
    this.environment.registerOperator(`${name} == ${name}`, () => true);
    return name;
  }
}
