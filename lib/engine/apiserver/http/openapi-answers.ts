/**
 * `/openapi/...`: in which form a document is answered, and for how long it may be kept.
 *
 * Upstream: k8s.io/kube-openapi/pkg/handler3/handler.go, k8s.io/kube-openapi/pkg/handler/handler.go
 */
import type { DiscoveredGroupVersion } from '../discovery/group-versions';
import { customSchemasOf, servedGroupVersions } from '../discovery/served-group-versions';
import {
  OPENAPI_V2_PROTOBUF_ACCEPT,
  OPENAPI_V2_PROTOBUF_TYPE,
  OpenApiDocuments,
  type OpenApiDocument,
} from '../openapi/openapi-documents';
import type { ResourceRegistry } from '../resource-registry';
import { taggedResponse } from './entity-tag';
import { textResponse, type HttpRequest, type HttpResponse } from './http-message';
import { first, parseQuery } from './query-options';

const JSON_TYPES = ['application/json', 'application/*', '*/*'];
const NOT_FOUND = '404 page not found\n';

/** The documents of a list of group versions; a changed list is another one. */
const documents = new WeakMap<readonly DiscoveredGroupVersion[], OpenApiDocuments>();

function documentsOf(registry: ResourceRegistry): OpenApiDocuments {
  const groupVersions = servedGroupVersions(registry);
  let known = documents.get(groupVersions);
  if (!known) {
    const documented = groupVersions.filter(({ resources }) => !resources.some(({ undocumented }) => undocumented));
    documents.set(groupVersions, (known = new OpenApiDocuments(documented, customSchemasOf(registry))));
  }
  return known;
}

/** @param parts the path behind `/openapi` */
export function openApiAnswer(
  registry: ResourceRegistry,
  request: HttpRequest,
  parts: readonly string[],
): HttpResponse {
  const [version, ...rest] = parts;
  const found = documentsOf(registry);
  if (version === 'v2' && rest.length === 0) return swagger(request, found);
  if (version !== 'v3') return textResponse(404, NOT_FOUND);
  if (rest.length === 0) return taggedResponse(request, found.index(), 'text/plain; charset=utf-8');
  const path = rest.join('/');
  const document = found.document(path);
  return document ? groupVersionDocument(request, path, document) : textResponse(404, NOT_FOUND);
}

function accepted(request: HttpRequest): string[] {
  return (request.headers.accept ?? '*/*').split(',').map((clause) => clause.split(';')[0]!.trim());
}

function takesJson(request: HttpRequest): boolean {
  return accepted(request).some((type) => JSON_TYPES.includes(type));
}

/** kubectl before 1.29 asks for protobuf; an empty document in it is enough for what it does. */
function swagger(request: HttpRequest, found: OpenApiDocuments): HttpResponse {
  const document = found.swagger();
  const [preferred] = accepted(request);
  if (preferred === OPENAPI_V2_PROTOBUF_ACCEPT) {
    return taggedResponse(request, { text: '', hash: document.hash }, OPENAPI_V2_PROTOBUF_TYPE);
  }
  return takesJson(request) ? taggedResponse(request, document, 'application/json') : textResponse(406, '');
}

/** A document asked for by its hash never changes; one asked for by an old hash is elsewhere now. */
function groupVersionDocument(request: HttpRequest, path: string, document: OpenApiDocument): HttpResponse {
  if (!takesJson(request)) return textResponse(406, '');
  const hash = first(parseQuery(request.url.split('?')[1] ?? ''), 'hash');
  if (hash === undefined) return taggedResponse(request, document, 'application/json');
  if (hash !== document.hash) {
    return {
      status: 301,
      headers: { location: `/openapi/v3/${path}?hash=${document.hash}` },
      body: '',
      warnings: [],
    };
  }
  const response = taggedResponse(request, document, 'application/json');
  return { ...response, headers: { ...response.headers, 'cache-control': 'public, immutable' } };
}
