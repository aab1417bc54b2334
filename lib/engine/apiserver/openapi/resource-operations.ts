/**
 * The operations of one resource, derived from what discovery tells about it: paths, verbs, parameters, kinds.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/installer.go (registerResourceHandlers)
 */
import { definitionOfKind, publishedNameOf } from '../../apimachinery/schema/definitions';
import { formatGroupVersion } from '../../apimachinery/object-meta';
import { type GroupVersionKind } from '../../apimachinery/schema/schema';
import { type ResourceFacts, type SubresourceFacts } from '../discovery/resource-facts';
import { type Content, LIST_TYPES, type Method, OBJECT_TYPES, type Operation, operationId, tagOf } from './operation';
import {
  CONNECT_PARAMETERS,
  DELETE_COLLECTION_PARAMETERS,
  DELETE_PARAMETERS,
  LIST_PARAMETERS,
  LOG_PARAMETERS,
  PATCH_PARAMETERS,
  pathParameter,
  PRETTY,
  WRITE_PARAMETERS,
} from './parameters';

const ANY_TYPE: readonly string[] = ['*/*'];
const PATCH_TYPES: readonly string[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];
const DELETE_OPTIONS = { definition: publishedNameOf('meta.v1.DeleteOptions'), required: false };
const PATCH_BODY = { definition: publishedNameOf('meta.v1.Patch'), required: true };
const STATUS: Content = { definition: publishedNameOf('meta.v1.Status') };
const WATCH_EVENT: Content = { definition: publishedNameOf('meta.v1.WatchEvent') };

/** The published name of a built-in kind's definition. */
function publishedKind({ group, version, kind }: GroupVersionKind): string {
  const name = definitionOfKind(formatGroupVersion({ group, version }), kind);
  if (name === undefined) throw new Error(`${kind} of ${group}/${version} is not a built-in kind`);
  return publishedNameOf(name);
}

/** Where the resources of a group version live: `/api/v1`, `/apis/apps/v1`. */
export function groupVersionPath({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

type Details = Pick<Operation, 'path' | 'method' | 'responses'> &
  Partial<Operation> & {
    /** `list` and `NamespacedPod` of `listCoreV1NamespacedPod`. */
    readonly verb: string;
    readonly rest: string;
  };

/** Fills in what all operations of a resource share; variables of the path become parameters. */
export function resourceOperation(resource: ResourceFacts, details: Details): Operation {
  const { verb, rest, ...operation } = details;
  const { group, version, kind } = resource;
  const variables = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => pathParameter(match[1] ?? ''));
  return {
    tag: tagOf(group, version),
    operationId: operationId(verb, group, version, rest),
    consumes: ANY_TYPE,
    produces: OBJECT_TYPES,
    action: operation.method,
    kind: { group, version, kind },
    ...operation,
    parameters: [...variables, ...(operation.parameters ?? []), ...(operation.action === 'connect' ? [] : PRETTY)],
  };
}

/** The four ways to read or write one object at a path; `rest` completes the operation's name. */
function objectOperations(
  resource: ResourceFacts,
  path: string,
  rest: string,
  kind: GroupVersionKind,
  verbs: readonly string[],
): Operation[] {
  const object: Content = { definition: publishedKind(kind) };
  const body = { definition: publishedKind(kind), required: true };
  const written: Record<number, Content> = { 200: object, 201: object };
  const known: Record<string, Details> = {
    get: { path, method: 'get', verb: 'read', rest, kind, responses: { 200: object } },
    update: {
      path,
      method: 'put',
      verb: 'replace',
      rest,
      kind,
      body,
      parameters: WRITE_PARAMETERS,
      responses: written,
    },
    patch: {
      path,
      method: 'patch',
      verb: 'patch',
      rest,
      kind,
      body: PATCH_BODY,
      consumes: PATCH_TYPES,
      parameters: PATCH_PARAMETERS,
      responses: written,
    },
    create: {
      path,
      method: 'post',
      verb: 'create',
      rest,
      kind,
      body,
      parameters: WRITE_PARAMETERS,
      responses: { ...written, 202: object },
    },
  };
  return verbs.flatMap((verb) => (known[verb] ? [resourceOperation(resource, known[verb])] : []));
}

function deletions(resource: ResourceFacts, collection: string, rest: string): Operation[] {
  const answer = resource.deleteAnswersObject ? { definition: publishedKind(resource) } : STATUS;
  const one: Details = {
    path: `${collection}/{name}`,
    method: 'delete',
    verb: 'delete',
    rest,
    body: DELETE_OPTIONS,
    parameters: DELETE_PARAMETERS,
    responses: { 200: answer, 202: answer },
  };
  const all: Details = {
    ...one,
    path: collection,
    rest: `Collection${rest}`,
    action: 'deletecollection',
    parameters: DELETE_COLLECTION_PARAMETERS,
    responses: { 200: STATUS },
  };
  return [
    ...(resource.verbs.includes('delete') ? [resourceOperation(resource, one)] : []),
    ...(resource.verbs.includes('deletecollection') ? [resourceOperation(resource, all)] : []),
  ];
}

/** GET of a list, or of the old watch paths, which take the same parameters. */
function listing(
  resource: ResourceFacts,
  verb: 'list' | 'watch',
  path: string,
  rest: string,
  action: string,
): Operation[] {
  if (!resource.verbs.includes(verb)) return [];
  const answer =
    verb === 'watch' ? WATCH_EVENT : { definition: publishedKind({ ...resource, kind: resource.listKind }) };
  return [
    resourceOperation(resource, {
      path,
      method: 'get',
      verb,
      rest,
      action,
      produces: LIST_TYPES,
      parameters: LIST_PARAMETERS,
      responses: { 200: answer },
    }),
  ];
}

function connections(resource: ResourceFacts, path: string, rest: string, subresource: SubresourceFacts): Operation[] {
  const everyMethod: Method[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
  const methods: Method[] = subresource.verbs.includes('delete') ? everyMethod : ['get', 'post'];
  const routes = subresource.name === 'proxy' ? [path, `${path}/{path}`] : [path];
  return routes.flatMap((route) =>
    methods.map((method) =>
      resourceOperation(resource, {
        path: route,
        method,
        verb: 'connect',
        // The HTTP method stands between the group version and the resource: connectCoreV1GetNamespacedPodExec.
        rest: `${capitalised(method)}${rest}${route === path ? '' : 'WithPath'}`,
        action: 'connect',
        kind: subresource,
        produces: ANY_TYPE,
        parameters: CONNECT_PARAMETERS[subresource.kind] ?? [],
        responses: { 200: 'text' },
      }),
    ),
  );
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function subresourceOperations(
  resource: ResourceFacts,
  path: string,
  scopedKind: string,
  subresource: SubresourceFacts,
): Operation[] {
  const rest = `${scopedKind}${capitalised(subresource.name)}`;
  if (subresource.kind.endsWith('Options')) return connections(resource, path, rest, subresource);
  const operations = objectOperations(resource, path, rest, subresource, subresource.verbs);
  if (subresource.name !== 'log') return operations;
  return operations.map((operation) => ({
    ...operation,
    produces: ['text/plain', ...OBJECT_TYPES],
    parameters: [...operation.parameters, ...LOG_PARAMETERS],
    responses: { 200: 'text' },
  }));
}

/** Everything that can be asked of a built-in resource over HTTP. */
export function resourceOperations(resource: ResourceFacts): Operation[] {
  const { namespaced, plural, kind, verbs } = resource;
  const root = groupVersionPath(resource);
  const scope = namespaced ? '/namespaces/{namespace}' : '';
  const scopedKind = namespaced ? `Namespaced${kind}` : kind;
  const collection = `${root}${scope}/${plural}`;
  const watched = `${root}/watch${scope}/${plural}`;
  const own = { group: resource.group, version: resource.version, kind };
  return [
    ...(namespaced
      ? [
          ...listing(resource, 'list', `${root}/${plural}`, `${kind}ForAllNamespaces`, 'list'),
          ...listing(resource, 'watch', `${root}/watch/${plural}`, `${kind}ListForAllNamespaces`, 'watchlist'),
        ]
      : []),
    ...listing(resource, 'list', collection, scopedKind, 'list'),
    ...listing(resource, 'watch', watched, `${scopedKind}List`, 'watchlist'),
    ...listing(resource, 'watch', `${watched}/{name}`, scopedKind, 'watch'),
    ...objectOperations(
      resource,
      collection,
      scopedKind,
      own,
      verbs.filter((verb) => verb === 'create'),
    ),
    ...objectOperations(
      resource,
      `${collection}/{name}`,
      scopedKind,
      own,
      verbs.filter((verb) => verb !== 'create'),
    ),
    ...deletions(resource, collection, scopedKind),
    ...resource.subresources.flatMap((subresource) =>
      subresourceOperations(resource, `${collection}/{name}/${subresource.name}`, scopedKind, subresource),
    ),
  ];
}
