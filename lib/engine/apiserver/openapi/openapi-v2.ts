/**
 * The document of `/openapi/v2` (Swagger 2.0): all operations and definitions in one, frequent parameters written once.
 *
 * Upstream: k8s.io/kube-openapi/pkg/builder/openapi.go, pkg/builder/parameters.go
 * Differs: descriptions are empty, since they are upstream's text; custom resources are only in version 3
 */
import { publishedDefinitionNames, publishedNameOf } from '../../apimachinery/schema/definitions';
import { componentSchema, type OpenApiObject } from './component-schemas';
import { type Content, type Operation, type Parameter, type PathItem, pathItemsOf } from './operation';
import { SHARED_PARAMETERS } from './shared-parameters';

const V3_PREFIX = '#/components/schemas/';
const V2_PREFIX = '#/definitions/';
const FLAT_DEFINITIONS: Readonly<Record<string, OpenApiObject>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'string' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'string', format: 'int-or-string' },
};

/** A version 3 schema as version 2 has it: plain references, no defaults, no alternatives. */
function flattened(schema: unknown, key = ''): unknown {
  if (Array.isArray(schema)) return schema.map((member) => flattened(member));
  if (typeof schema !== 'object' || schema === null)
    return key === '$ref' && typeof schema === 'string' ? schema.replace(V3_PREFIX, V2_PREFIX) : schema;
  const { default: _default, allOf, ...rest } = schema as OpenApiObject;
  const isProperties = key === 'properties';
  const members = isProperties ? { ...(schema as OpenApiObject) } : { ...rest, ...(allOf as OpenApiObject[])?.[0] };
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, flattened(member, isProperties ? '' : name)]),
  );
}

function definitionObjects(): OpenApiObject {
  const names = publishedDefinitionNames().map(publishedNameOf).sort();
  return Object.fromEntries(names.map((name) => [name, FLAT_DEFINITIONS[name] ?? flattened(componentSchema(name))]));
}

function parameterObject(parameter: Parameter): OpenApiObject {
  const { name, type } = parameter;
  return {
    uniqueItems: true,
    type,
    name,
    in: parameter.in,
    ...(parameter.in === 'path' ? { required: true } : {}),
  };
}

function sharedName(parameter: Parameter): string | undefined {
  const variant = parameter.in === 'path' ? 'path' : parameter.variant;
  return SHARED_PARAMETERS[variant === undefined ? parameter.name : `${parameter.name} ${variant}`];
}

function bodyObject(body: { readonly definition: string; readonly required: boolean }): OpenApiObject {
  return {
    name: 'body',
    in: 'body',
    ...(body.required ? { required: true } : {}),
    schema: { $ref: `${V2_PREFIX}${body.definition}` },
  };
}

/** Collects the shared parameters that operations refer to while it writes them. */
class SwaggerWriter {
  readonly parameters: OpenApiObject = {};

  pathObject(item: PathItem): OpenApiObject {
    return {
      ...Object.fromEntries(item.operations.map((operation) => [operation.method, this.#operationObject(operation)])),
      ...(item.parameters.length > 0
        ? { parameters: item.parameters.map((parameter) => this.#parameterReference(parameter)) }
        : {}),
    };
  }

  #share(name: string | undefined, object: OpenApiObject): OpenApiObject {
    if (name === undefined) return object;
    this.parameters[name] = object;
    return { $ref: `#/parameters/${name}` };
  }

  #parameterReference(parameter: Parameter): OpenApiObject {
    return this.#share(sharedName(parameter), parameterObject(parameter));
  }

  #bodyReference(body: NonNullable<Operation['body']>): OpenApiObject {
    const goType = body.definition.slice(body.definition.lastIndexOf('.') + 1);
    return this.#share(SHARED_PARAMETERS[`body ${goType}`], bodyObject(body));
  }

  #operationObject(operation: Operation): OpenApiObject {
    const { tag, body, consumes, produces, action, kind } = operation;
    const parameters = [
      ...(body ? [this.#bodyReference(body)] : []),
      ...operation.parameters.map((parameter) => this.#parameterReference(parameter)),
    ];
    return {
      ...(consumes ? { consumes } : {}),
      ...(produces ? { produces } : {}),
      schemes: ['https'],
      tags: [tag],
      operationId: operation.operationId,
      ...(parameters.length > 0 ? { parameters } : {}),
      responses: responseObjects(operation.responses),
      ...(action === undefined ? {} : { 'x-kubernetes-action': action }),
      ...(kind
        ? { 'x-kubernetes-group-version-kind': { group: kind.group, kind: kind.kind, version: kind.version } }
        : {}),
    };
  }
}

function responseObjects(responses: Readonly<Record<number, Content>>): OpenApiObject {
  const answers = Object.entries(responses).map(([status, content]) => [
    status,
    {
      description: '',
      schema: content === 'text' ? { type: 'string' } : { $ref: `${V2_PREFIX}${content.definition}` },
    },
  ]);
  return { ...Object.fromEntries(answers), 401: { description: '' } };
}

/** Writes the document. */
export function openApiV2Document(
  operations: readonly Operation[],
  info: { readonly title: string; readonly version: string },
): OpenApiObject {
  const writer = new SwaggerWriter();
  const paths = Object.fromEntries(pathItemsOf(operations).map((item) => [item.path, writer.pathObject(item)]));
  const parameters = Object.entries(writer.parameters).sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    swagger: '2.0',
    info,
    paths,
    definitions: definitionObjects(),
    parameters: Object.fromEntries(parameters),
    securityDefinitions: { BearerToken: { type: 'apiKey', name: 'authorization', in: 'header' } },
    security: [{ BearerToken: [] }],
  };
}
