/**
 * What `/openapi/v3` says of custom resources: their operations, and their schemas with the fields that every object has.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder/builder.go
 */
import { publishedNameOf } from '../../apimachinery/schema/definitions';
import { type ResourceFacts } from '../discovery/resource-facts';
import { type OpenApiObject } from './component-schemas';
import { type SchemaLookup } from './openapi-v3';
import { type Content, type Operation } from './operation';
import { DELETE_PARAMETERS, LIST_PARAMETERS, PATCH_PARAMETERS, RESOURCE_VERSION, WRITE_PARAMETERS } from './parameters';
import { groupVersionPath, resourceOperation } from './resource-operations';

const OBJECT_TYPES = ['application/json', 'application/yaml'];
const PATCH_TYPES = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];

/** A custom resource and the `openAPIV3Schema` of its version, if it has one. */
export interface CustomResourceSchema {
  readonly resource: ResourceFacts;
  readonly schema?: OpenApiObject;
}

/** `com.example.v1.Widget` for the Widget of `example.com/v1`. */
function publishedCustomName(resource: ResourceFacts, kind: string): string {
  return [...resource.group.split('.').reverse(), resource.version, kind].join('.');
}

function referenceTo(published: string): OpenApiObject {
  return { allOf: [{ $ref: `#/components/schemas/${published}` }] };
}

function withKind(resource: ResourceFacts, kind: string, schema: OpenApiObject): OpenApiObject {
  const { group, version } = resource;
  return { ...schema, 'x-kubernetes-group-version-kind': [{ group, kind, version }] };
}

function objectSchema({ resource, schema }: CustomResourceSchema): OpenApiObject {
  if (!schema) return withKind(resource, resource.kind, { type: 'object' });
  const properties = {
    ...(schema['properties'] as OpenApiObject | undefined),
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: referenceTo(publishedNameOf('meta.v1.ObjectMeta')),
  };
  return withKind(resource, resource.kind, { type: 'object', ...schema, properties });
}

function listSchema(resource: ResourceFacts): OpenApiObject {
  return withKind(resource, resource.listKind, {
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: { type: 'string' },
      items: { type: 'array', items: referenceTo(publishedCustomName(resource, resource.kind)) },
      kind: { type: 'string' },
      metadata: referenceTo(publishedNameOf('meta.v1.ListMeta')),
    },
  });
}

/** Finds the schemas of custom resources and of their lists by published name. */
export function customResourceSchemas(resources: readonly CustomResourceSchema[]): SchemaLookup {
  const byName = new Map<string, () => OpenApiObject>();
  for (const custom of resources) {
    const { resource } = custom;
    byName.set(publishedCustomName(resource, resource.kind), () => objectSchema(custom));
    byName.set(publishedCustomName(resource, resource.listKind), () => listSchema(resource));
  }
  return (published) => byName.get(published)?.();
}

type Route = Partial<Operation> & Pick<Operation, 'path' | 'method'> & { readonly verb: string; readonly rest: string };

function customOperation(resource: ResourceFacts, answer: Content, route: Route): Operation {
  return resourceOperation(resource, {
    consumes: route.method === 'patch' ? PATCH_TYPES : OBJECT_TYPES,
    produces: OBJECT_TYPES,
    responses: { 200: answer },
    ...route,
  });
}

/** Reading and writing the object, its status or its scale. */
function objectOperations(resource: ResourceFacts, path: string, rest: string, definition: string): Operation[] {
  const answer = { definition };
  const body = { definition, required: true };
  const patch = { definition: publishedNameOf('meta.v1.Patch'), required: true };
  const written: Operation['responses'] = { 200: answer, 201: answer };
  const routes: Route[] = [
    { path, method: 'get', verb: 'read', rest, parameters: RESOURCE_VERSION },
    { path, method: 'put', verb: 'replace', rest, body, parameters: WRITE_PARAMETERS, responses: written },
    { path, method: 'patch', verb: 'patch', rest, body: patch, parameters: PATCH_PARAMETERS },
  ];
  return routes.map((route) => customOperation(resource, answer, route));
}

function collectionOperations(resource: ResourceFacts, path: string, rest: string): Operation[] {
  const definition = publishedCustomName(resource, resource.kind);
  const answer = { definition };
  const status = { definition: publishedNameOf('meta.v1.Status') };
  const options = { definition: publishedNameOf('meta.v1.DeleteOptions'), required: false };
  const list = { definition: publishedCustomName(resource, resource.listKind) };
  const allNamespaces = `${groupVersionPath(resource)}/${resource.plural}`;
  const lists: readonly (readonly [string, string])[] =
    allNamespaces === path
      ? [[path, rest]]
      : [
          [allNamespaces, `${resource.kind}ForAllNamespaces`],
          [path, rest],
        ];
  return [
    ...lists.map(([where, name]) =>
      customOperation(resource, list, {
        path: where,
        method: 'get',
        verb: 'list',
        rest: name,
        action: 'list',
        parameters: LIST_PARAMETERS,
      }),
    ),
    customOperation(resource, answer, {
      path,
      method: 'post',
      verb: 'create',
      rest,
      body: { definition, required: true },
      parameters: WRITE_PARAMETERS,
      responses: { 200: answer, 201: answer, 202: answer },
    }),
    customOperation(resource, status, {
      path,
      method: 'delete',
      verb: 'delete',
      rest: `Collection${rest}`,
      action: 'deletecollection',
      parameters: LIST_PARAMETERS,
    }),
    customOperation(resource, status, {
      path: `${path}/{name}`,
      method: 'delete',
      verb: 'delete',
      rest,
      body: options,
      parameters: DELETE_PARAMETERS,
      responses: { 200: status, 202: status },
    }),
  ];
}

/** Everything that can be asked of a custom resource over HTTP. */
export function customResourceOperations(resource: ResourceFacts): Operation[] {
  const scope = resource.namespaced ? '/namespaces/{namespace}' : '';
  const rest = resource.namespaced ? `Namespaced${resource.kind}` : resource.kind;
  const path = `${groupVersionPath(resource)}${scope}/${resource.plural}`;
  const own = publishedCustomName(resource, resource.kind);
  const has = (name: string): boolean => resource.subresources.some((subresource) => subresource.name === name);
  const scale = publishedNameOf('autoscaling.v1.Scale');
  return [
    ...collectionOperations(resource, path, rest),
    ...objectOperations(resource, `${path}/{name}`, rest, own),
    ...(has('status') ? objectOperations(resource, `${path}/{name}/status`, `${rest}Status`, own) : []),
    ...(has('scale') ? objectOperations(resource, `${path}/{name}/scale`, `${rest}Scale`, scale) : []),
  ];
}
