/**
 * Paths that are no resources: health, version, discovery, OpenAPI.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/server/routes, pkg/server/healthz
 */
import type { JsonValue } from '../../apimachinery/object-meta';
import { sha256Hex } from '../../apimachinery/sha256';
import { unknownResource } from '../../apimachinery/status-error';
import type { ApiServerCore } from '../core';
import { aggregatedDiscovery, AGGREGATED_DISCOVERY_TYPE } from '../discovery/aggregated-discovery';
import type { DiscoveredGroupVersion } from '../discovery/group-versions';
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from '../discovery/legacy-discovery';
import { servedGroupVersions } from '../discovery/served-group-versions';
import { taggedResponse } from './entity-tag';
import { healthAnswer } from './health-answers';
import { serviceAccountIssuerAnswer } from './service-account-issuer';
import { textResponse, type HttpRequest, type HttpResponse } from './http-message';
import { openApiAnswer } from './openapi-answers';
import { metricsAnswer } from './server-metrics';

const VERSION = {
  major: '1',
  minor: '28',
  gitVersion: 'v1.28.15',
  gitCommit: '841856557ef0f6a399096c42635d114d6f2cf7f4',
  gitTreeState: 'clean',
  buildDate: '2024-10-22T20:20:56Z',
  goVersion: 'go1.22.8',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const NOT_FOUND = '404 page not found\n';

export function json(value: JsonValue, contentType = 'application/json'): HttpResponse {
  return { status: 200, headers: { 'content-type': contentType }, body: `${JSON.stringify(value)}\n`, warnings: [] };
}

/** @throws StatusError NotFound for unknown versions of known groups */
export function nonResourceAnswer(core: ApiServerCore, request: HttpRequest, path: string): HttpResponse {
  const health = healthAnswer(core.availability, path, new URLSearchParams(request.url.split('?')[1]));
  if (health) return health;
  if (path === '/version' || path === '/version/') return json(VERSION);
  if (path === '/metrics') return metricsAnswer(core, VERSION);
  if (path === '/') return json({ paths: rootPaths(servedGroupVersions(core.registry)) });
  const issuer = serviceAccountIssuerAnswer(core.serviceAccountTokens.signer, path);
  if (issuer) return issuer;
  const parts = path.split('/').filter((part) => part !== '');
  if (parts[0] === 'api' || parts[0] === 'apis') return discovery(servedGroupVersions(core.registry), request, parts);
  if (parts[0] === 'openapi') return openApiAnswer(core.registry, request, parts.slice(1));
  return textResponse(404, NOT_FOUND);
}

/** Paths besides those of groups and versions. */
const OTHER_PATHS = [
  '/.well-known/openid-configuration',
  '/apis/',
  '/healthz',
  '/livez',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/',
  '/openid/v1/jwks',
  '/readyz',
  '/version',
];

/** What a server that is asked for nothing in particular says it has. */
function rootPaths(groupVersions: readonly DiscoveredGroupVersion[]): string[] {
  const paths = groupVersions.flatMap(({ group, version }) =>
    group === '' ? ['/api', `/api/${version}`] : ['/apis', `/apis/${group}`, `/apis/${group}/${version}`],
  );
  return [...new Set([...paths, ...OTHER_PATHS])].sort();
}

function discovery(
  groupVersions: readonly DiscoveredGroupVersion[],
  request: HttpRequest,
  parts: readonly string[],
): HttpResponse {
  const [root, ...rest] = parts;
  const asksForAll =
    (request.headers.accept ?? '').includes('as=APIGroupDiscoveryList') &&
    (request.headers.accept ?? '').includes('v=v2beta1');
  if (rest.length === 0 && asksForAll) {
    const document = aggregatedDocument(root === 'api' ? '/api' : '/apis', groupVersions);
    return taggedResponse(request, document, AGGREGATED_DISCOVERY_TYPE);
  }
  if (root === 'api') {
    if (rest.length === 0) return json(apiVersions('127.0.0.1:6443'));
    return versionDocument(groupVersions, '', rest[0]!);
  }
  if (rest.length === 0) return json(apiGroupList(groupVersions));
  const group = apiGroup(groupVersions, rest[0]!);
  if (!group) return textResponse(404, NOT_FOUND);
  return rest.length === 1 ? json(group) : versionDocument(groupVersions, rest[0]!, rest[1]!);
}

interface TaggedText {
  readonly text: string;
  readonly hash: string;
}

const aggregated = new WeakMap<readonly DiscoveredGroupVersion[], Map<string, TaggedText>>();

/** Written once for a list of group versions; a changed list is another one. */
function aggregatedDocument(root: '/api' | '/apis', groupVersions: readonly DiscoveredGroupVersion[]): TaggedText {
  const byRoot = aggregated.get(groupVersions) ?? new Map<string, TaggedText>();
  aggregated.set(groupVersions, byRoot);
  const known = byRoot.get(root);
  if (known) return known;
  const text = `${JSON.stringify(aggregatedDiscovery(root, groupVersions))}\n`;
  const document = { text, hash: sha256Hex(text).toUpperCase() };
  byRoot.set(root, document);
  return document;
}

function versionDocument(
  groupVersions: readonly DiscoveredGroupVersion[],
  group: string,
  version: string,
): HttpResponse {
  const found = groupVersions.find((candidate) => candidate.group === group && candidate.version === version);
  if (!found) throw unknownResource();
  return json(apiResourceList(found));
}
