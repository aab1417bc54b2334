/** What can be called: a component with a Service, or something outside the cluster. Who calls it gets address, egress and ingress from one line. */
import { type PolicyPort } from '../network/network-policy';
import { type PolicyPeer } from '../network/policy-peer';
import { type Component } from './component';

/** How a caller reaches a callee. */
export interface Reachability {
  /** `host:port` for the caller's namespace; undefined where the caller must not be told. */
  readonly address?: string;
  /** Who the caller's policy has to let out to. */
  readonly peers: readonly PolicyPeer[];
  /** On which ports of the peer. */
  readonly ports: readonly PolicyPort[];
  /** Whether the caller has to ask DNS for the address. */
  readonly needsDns: boolean;
}

/** Something that components can depend on. */
export interface ICallee {
  /** Variable that carries its address in callers, unless they choose another. */
  readonly addressVariable: string;
  /** Registers a caller and says how it reaches the callee. `portName` chooses among several ports. */
  acceptCallsFrom(caller: Component, portName?: string): Reachability;
}

/** One line of the call graph. */
export interface DependencyProps {
  /** What is called. */
  readonly on: ICallee;
  /**
   * Variable that carries the address; `false` for none.
   * @default - the callee's
   */
  readonly variable?: string | false;
  /**
   * Value of the variable from the address: `(address) => 'redis://' + address`.
   * @default - the address
   */
  readonly value?: (address: string) => string;
  /**
   * Name of the port that is called.
   * @default - the callee's first
   */
  readonly port?: string;
}

/** `cart-service` becomes `CART_SERVICE_ADDR`. */
export function addressVariableOf(name: string): string {
  return `${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_ADDR`;
}
