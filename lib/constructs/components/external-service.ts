/** Something outside the cluster that components depend on: a database, a public API. */
import { Construct } from 'constructs';
import { type PolicyPort } from '../network/network-policy';
import { PolicyPeer } from '../network/policy-peer';
import { addressVariableOf, type ICallee, type Reachability } from './callee';

/** Something outside the cluster. */
export interface ExternalServiceProps {
  /**
   * Host name or address that callers use.
   * @default - callers get no address variable
   */
  readonly host?: string;
  /** Ports that are called; the first is part of the address. */
  readonly ports: readonly (number | PolicyPort)[];
  /**
   * Addresses behind the host; a NetworkPolicy knows no names.
   * @default - any address, private ones too
   */
  readonly cidrs?: readonly string[];
  /**
   * Variable that carries the address in callers.
   * @default - from the construct's id: `cart-db` becomes CART_DB_ADDR
   */
  readonly addressVariable?: string;
}

const ADDRESS = /^\d+(\.\d+){3}$|:/;

/** Something outside the cluster. */
export class ExternalService extends Construct implements ICallee {
  readonly addressVariable: string;
  readonly #ports: readonly PolicyPort[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ExternalServiceProps,
  ) {
    super(scope, id);
    this.addressVariable = props.addressVariable ?? addressVariableOf(id);
    this.#ports = props.ports.map((port) => (typeof port === 'number' ? { port } : { ...port }));
  }

  /** How any caller reaches it. */
  acceptCallsFrom(): Reachability {
    const { host, cidrs } = this.props;
    return {
      address: host === undefined ? undefined : `${host}:${this.#ports[0]?.port ?? ''}`,
      peers: cidrs ? cidrs.map((cidr) => PolicyPeer.cidr(cidr)) : [PolicyPeer.anywhere()],
      ports: this.#ports,
      needsDns: host !== undefined && !ADDRESS.test(host),
    };
  }
}
