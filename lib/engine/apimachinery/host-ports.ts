/**
 * The ports of a node that its pods occupy. `0.0.0.0` is every address: it clashes with each of them.
 *
 * Upstream: pkg/scheduler/framework/types.go (HostPortInfo)
 */
import type { Pod } from './api/core-v1';

const ANY = '0.0.0.0';
const NO_PORTS: readonly never[] = [];

export interface HostPort {
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

/** The host ports that a pod asks for. */
export function hostPortsOf(pod: Pod): HostPort[] {
  const found: HostPort[] = [];
  for (const { ports = NO_PORTS } of pod.spec?.containers ?? []) {
    for (const { hostPort = 0, hostIP, protocol } of ports) {
      if (hostPort > 0) found.push({ address: hostIP || ANY, protocol: protocol || 'TCP', port: hostPort });
    }
  }
  return found;
}

export class HostPorts {
  /** How many pods use an address, by protocol and port. */
  readonly #users = new Map<string, Map<string, number>>();

  count(ports: readonly HostPort[], sign: 1 | -1): void {
    for (const { address, protocol, port } of ports) {
      const key = `${protocol}/${port}`;
      const users = this.#users.get(key) ?? new Map<string, number>();
      const left = (users.get(address) ?? 0) + sign;
      if (left > 0) users.set(address, left);
      else users.delete(address);
      if (users.size > 0) this.#users.set(key, users);
      else this.#users.delete(key);
    }
  }

  clash({ address, protocol, port }: HostPort): boolean {
    const users = this.#users.get(`${protocol}/${port}`);
    if (!users) return false;
    return address === ANY || users.has(ANY) || users.has(address);
  }
}
