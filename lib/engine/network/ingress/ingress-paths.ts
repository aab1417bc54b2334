/**
 * Whether a path of an Ingress is that of a request: whole for `Exact`, element by element for `Prefix`.
 *
 * Upstream: https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types
 */
import type { HTTPIngressPath } from '../../apimachinery/api/networking-v1';

/** Paths of which the type leaves the rule to the controller are prefixes here. */
export function matchesPath({ path = '/', pathType }: HTTPIngressPath, requested: string): boolean {
  if (pathType === 'Exact') return requested === path;
  const prefix = elementsOf(path);
  const elements = elementsOf(requested);
  return prefix.length <= elements.length && prefix.every((element, index) => elements[index] === element);
}

/** A slash at the end makes no difference. */
function elementsOf(path: string): readonly string[] {
  return path
    .replace(/\/$/, '')
    .split('/')
    .filter((_element, index) => index > 0);
}

/** The better match first: exact before prefix, longer before shorter. */
export function comparePaths(a: HTTPIngressPath, b: HTTPIngressPath): number {
  const exact = Number(b.pathType === 'Exact') - Number(a.pathType === 'Exact');
  return exact || (b.path ?? '/').length - (a.path ?? '/').length;
}
