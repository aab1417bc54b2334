/**
 * `/healthz`, `/livez`, `/readyz`: whether the server is well, check by check where that is asked for or something is wrong.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go, pkg/server/options/etcd.go, pkg/controlplane/instance.go
 */
import type { Availability } from '../availability';
import { textResponse, type HttpResponse } from './http-message';

const PATH = /^\/(healthz|livez|readyz)(?:\/(.+?))?\/?$/;
const NOT_FOUND = '404 page not found\n';

/** What a server does once after its start; all of it is done before anybody asks. */
const STARTED = [
  'start-kube-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'bootstrap-controller',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-deprecated-kube-apiserver-identity-lease-garbage-collector',
  'start-kube-apiserver-identity-lease-garbage-collector',
  'start-legacy-token-tracking-controller',
  'aggregator-reload-proxy-client-cert',
  'start-kube-aggregator-informers',
  'apiservice-registration-controller',
  'apiservice-status-available-controller',
  'kube-apiserver-autoregistration',
].map((name) => `poststarthook/${name}`);

const LAST = [
  'autoregister-completion',
  'poststarthook/apiservice-openapi-controller',
  'poststarthook/apiservice-openapiv3-controller',
  'poststarthook/apiservice-discovery-controller',
];

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd', ...STARTED, ...LAST],
  livez: ['ping', 'log', 'etcd', ...STARTED, ...LAST],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...STARTED, ...LAST, 'shutdown'],
};
const ETCD_CHECKS = ['etcd', 'etcd-readiness'];

/** Undefined for other paths. */
export function healthAnswer(
  availability: Availability,
  path: string,
  query: URLSearchParams,
): HttpResponse | undefined {
  const [, probe = '', single] = PATH.exec(path) ?? [];
  const checks = CHECKS[probe];
  if (!checks) return undefined;
  const fails = (check: string): boolean => availability.state !== 'serving' && ETCD_CHECKS.includes(check);
  if (single === undefined) return allOf(probe, checks, fails, query);
  if (!checks.includes(single)) return textResponse(404, NOT_FOUND);
  if (!fails(single)) return textResponse(200, 'ok');
  return textResponse(500, 'internal server error: error getting data from etcd: context deadline exceeded\n');
}

function allOf(
  probe: string,
  checks: readonly string[],
  fails: (check: string) => boolean,
  query: URLSearchParams,
): HttpResponse {
  const excluded = query.getAll('exclude');
  const counted = checks.filter((check) => !excluded.includes(check));
  const lines = checks.map((check) => {
    if (!counted.includes(check)) return `[+]${check} excluded: ok\n`;
    return fails(check) ? `[-]${check} failed: reason withheld\n` : `[+]${check} ok\n`;
  });
  const unknown = excluded.filter((check) => !checks.includes(check)).sort();
  if (unknown.length > 0) {
    const names = unknown.map((name) => JSON.stringify(name)).join(',');
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}\n`);
  }
  if (counted.some(fails)) return textResponse(500, `${lines.join('')}${probe} check failed\n`);
  return textResponse(200, query.has('verbose') ? `${lines.join('')}${probe} check passed\n` : 'ok');
}
