/**
 * Which Service answers a request to an ingress controller.
 *
 * The host chooses first: itself, else a wildcard for it (`*.shop.example` stands for one label), else the rules for any host. Among the
 * paths of that host an exact one wins over prefixes, and a longer prefix over a shorter one; of the same path the oldest Ingress has its
 * way. What matches no path goes to the default backend.
 *
 * Upstream: https://kubernetes.io/docs/concepts/services-networking/ingress/, github.com/kubernetes/ingress-nginx (one server for a host)
 */
import type { HTTPIngressPath, Ingress, IngressBackend } from '../../apimachinery/api/networking-v1';
import { keyOf } from '../../apimachinery/object-meta';
import { comparePaths, matchesPath } from './ingress-paths';

/** Where a request goes. */
export interface IngressRoute {
  readonly ingress: Ingress;
  readonly backend: IngressBackend;
  /** Undefined for a default backend. */
  readonly path: HTTPIngressPath | undefined;
}

interface HostRules {
  readonly routes: readonly (IngressRoute & { readonly path: HTTPIngressPath })[];
  readonly fallback: IngressRoute | undefined;
}

export class RoutingTable {
  readonly #hosts = new Map<string, HostRules>();
  readonly #fallback: IngressRoute | undefined;

  /** @param ingresses those of the controller's class */
  constructor(ingresses: readonly Ingress[]) {
    const oldestFirst = [...ingresses].sort(compareAge);
    this.#fallback = oldestFirst.filter(({ spec }) => !spec?.rules?.length).flatMap(defaultRoute)[0];
    for (const host of new Set(oldestFirst.flatMap(({ spec }) => (spec?.rules ?? []).map((rule) => rule.host ?? '')))) {
      const routes = oldestFirst.flatMap((ingress) => routesFor(ingress, host));
      const fallback = oldestFirst.filter((ingress) => hasHost(ingress, host)).flatMap(defaultRoute)[0];
      this.#hosts.set(host, { routes: routes.sort((a, b) => comparePaths(a.path, b.path)), fallback });
    }
  }

  /** Undefined: nobody answers, which is a 404. @param path without its query */
  match(host: string, path: string): IngressRoute | undefined {
    const name = host.replace(/:\d+$/, '').toLowerCase();
    const wildcard = name.replace(/^[^.]+/, '*');
    const rules = this.#hosts.get(name) ?? this.#hosts.get(wildcard) ?? this.#hosts.get('');
    const route = rules?.routes.find((candidate) => matchesPath(candidate.path, path));
    return route ?? rules?.fallback ?? this.#fallback;
  }
}

function hasHost({ spec }: Ingress, host: string): boolean {
  return spec?.rules?.some((rule) => (rule.host ?? '') === host) ?? false;
}

function routesFor(ingress: Ingress, host: string): (IngressRoute & { readonly path: HTTPIngressPath })[] {
  return (ingress.spec?.rules ?? [])
    .filter((rule) => (rule.host ?? '') === host)
    .flatMap(({ http }) => (http?.paths ?? []).map((path) => ({ ingress, backend: path.backend, path })));
}

function defaultRoute(ingress: Ingress): IngressRoute[] {
  const backend = ingress.spec?.defaultBackend;
  return backend ? [{ ingress, backend, path: undefined }] : [];
}

function compareAge(a: Ingress, b: Ingress): number {
  const keys = [a, b].map((ingress) => `${ingress.metadata.creationTimestamp} ${keyOf(ingress)}`);
  return keys[0]! < keys[1]! ? -1 : 1;
}
