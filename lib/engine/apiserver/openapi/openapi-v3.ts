/**
 * One document of `/openapi/v3`: operations and the schemas that they refer to.
 *
 * Upstream: k8s.io/kube-openapi/pkg/builder3/openapi.go
 * Differs: descriptions are empty, since they are upstream's text
 */
import { componentSchema, type OpenApiObject } from './component-schemas';
import { type Content, type Operation, type Parameter, type PathItem, pathItemsOf } from './operation';

const SCHEMA_PREFIX = '#/components/schemas/';

/** Schemas of definitions that are not built in, by published name; undefined for names that it does not know. */
export type SchemaLookup = (published: string) => OpenApiObject | undefined;

function parameterObject(parameter: Parameter): OpenApiObject {
  return {
    name: parameter.name,
    in: parameter.in,
    ...(parameter.in === 'path' ? { required: true } : {}),
    schema: { type: parameter.type, uniqueItems: true },
  };
}

function contentObject(content: Content, mediaTypes: readonly string[]): OpenApiObject {
  const schema = content === 'text' ? { type: 'string' } : { $ref: `${SCHEMA_PREFIX}${content.definition}` };
  return Object.fromEntries([...mediaTypes].sort().map((mediaType) => [mediaType, { schema }]));
}

function responseObjects(operation: Operation): OpenApiObject {
  const answers = Object.entries(operation.responses).map(([status, content]) => [
    status,
    { description: '', content: contentObject(content, operation.produces ?? []) },
  ]);
  return { ...Object.fromEntries(answers), 401: { description: '' } };
}

function operationObject(operation: Operation): OpenApiObject {
  const { tag, parameters, body, consumes, action, kind } = operation;
  return {
    tags: [tag],
    operationId: operation.operationId,
    ...(parameters.length > 0 ? { parameters: parameters.map(parameterObject) } : {}),
    ...(body ? { requestBody: { content: contentObject(body, consumes ?? []) } } : {}),
    responses: responseObjects(operation),
    ...(action === undefined ? {} : { 'x-kubernetes-action': action }),
    ...(kind
      ? { 'x-kubernetes-group-version-kind': { group: kind.group, version: kind.version, kind: kind.kind } }
      : {}),
  };
}

function pathObject(item: PathItem): OpenApiObject {
  return {
    ...Object.fromEntries(item.operations.map((operation) => [operation.method, operationObject(operation)])),
    ...(item.parameters.length > 0 ? { parameters: item.parameters.map(parameterObject) } : {}),
  };
}

/** Adds the published names that a piece of a document refers to. */
function collectReferences(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === '$ref' && typeof member === 'string') found.add(member.slice(SCHEMA_PREFIX.length));
    else collectReferences(member, found);
  }
}

function schemasFor(paths: OpenApiObject, lookup: SchemaLookup): OpenApiObject {
  const schemas: OpenApiObject = {};
  const names = new Set<string>();
  collectReferences(paths, names);
  // The set grows while it is walked: schemas refer to further schemas.
  for (const name of names) {
    const schema = lookup(name) ?? componentSchema(name);
    schemas[name] = schema;
    collectReferences(schema, names);
  }
  return Object.fromEntries(Object.entries(schemas).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * Writes the document; `lookup` knows schemas that are not built in.
 *
 * @throws Error when an operation refers to a definition that nobody knows.
 */
export function openApiV3Document(
  operations: readonly Operation[],
  info: { readonly title: string; readonly version: string },
  lookup: SchemaLookup = () => undefined,
): OpenApiObject {
  const paths = Object.fromEntries(pathItemsOf(operations).map((item) => [item.path, pathObject(item)]));
  const schemas = schemasFor(paths, lookup);
  return {
    openapi: '3.0.0',
    info,
    paths,
    components: {
      ...(Object.keys(schemas).length > 0 ? { schemas } : {}),
      securitySchemes: { BearerToken: { type: 'apiKey', name: 'authorization', in: 'header' } },
    },
  };
}
