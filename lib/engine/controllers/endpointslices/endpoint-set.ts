/**
 * Endpoints, told apart by what makes them another endpoint: addresses, host name and pod.
 *
 * Upstream: staging/src/k8s.io/endpointslice/util/endpointset.go, controller_utils.go (EndpointsEqualBeyondHash)
 * Differs: taken out in the order in which they came, not in a random one.
 */
import type { Endpoint } from '../../apimachinery/api/discovery-v1';
import { sameJson } from '../../apimachinery/same-json';

export class EndpointSet {
  readonly #endpoints = new Map<string, Endpoint>();

  get size(): number {
    return this.#endpoints.size;
  }

  insert(endpoint: Endpoint): void {
    this.#endpoints.set(keyOfEndpoint(endpoint), endpoint);
  }

  /** The one of the set that is the same endpoint. */
  get(endpoint: Endpoint): Endpoint | undefined {
    return this.#endpoints.get(keyOfEndpoint(endpoint));
  }

  delete(endpoint: Endpoint): void {
    this.#endpoints.delete(keyOfEndpoint(endpoint));
  }

  /** Takes out so many, or all there are. */
  take(count: number): readonly Endpoint[] {
    const taken = [...this.#endpoints].slice(0, Math.max(count, 0));
    for (const [key] of taken) this.#endpoints.delete(key);
    return taken.map(([, endpoint]) => endpoint);
  }
}

function keyOfEndpoint({ addresses, hostname = '', targetRef }: Endpoint): string {
  const { namespace = '', name = '' } = targetRef ?? {};
  const sorted = addresses.length > 1 ? [...addresses].sort().join() : addresses[0];
  return `${sorted} ${hostname} ${namespace}/${name}`;
}

/** Whether two of the same key also say the same; hints apart. */
export function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return (
    a === b ||
    (a.nodeName === b.nodeName &&
      a.zone === b.zone &&
      sameJson(a.conditions, b.conditions) &&
      sameJson(a.targetRef, b.targetRef))
  );
}
