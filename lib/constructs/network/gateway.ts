/** A Gateway of the Gateway API: addresses and listeners that routes attach to. Needs an implementation in the cluster. */
import { type Construct } from 'constructs';
import { toJson_GatewaySpec, type GatewaySpecListeners } from '../../../imports/gateway.networking.k8s.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { declareExisting } from '../validation/existing';
import { reportMistake } from '../validation/mistake';

/** Version of the Gateway API. The fields that the constructs write are the same in both. */
export type GatewayApiVersion = 'v1' | 'v1beta1';

/** Where a gateway listens. */
export interface GatewayListener {
  /**
   * Name, to which a route can attach.
   * @default - the protocol in lower case
   */
  readonly name?: string;
  /** Port. */
  readonly port: number;
  /** What is spoken. `HTTPS` and `TLS` need a certificate. */
  readonly protocol: 'HTTP' | 'HTTPS' | 'TLS' | 'TCP' | 'UDP';
  /**
   * Host name, `shop.example.com` or `*.example.com`.
   * @default - any
   */
  readonly hostname?: string;
  /**
   * Secret in the gateway's namespace with certificate and key.
   * @default - none
   */
  readonly tlsSecret?: string | { readonly name: string };
  /**
   * Namespaces whose routes may attach.
   * @default 'Same'
   */
  readonly routesFrom?: 'Same' | 'All' | { readonly namespaceLabels: Readonly<Record<string, string>> };
}

/** A Gateway. */
export interface GatewayProps extends KubernetesObjectProps {
  /** Who implements it. */
  readonly className: string;
  /** Where it listens. */
  readonly listeners: readonly GatewayListener[];
  /**
   * Addresses it should have.
   * @default - whichever the implementation gives
   */
  readonly addresses?: readonly string[];
  /**
   * Version of the Gateway API.
   * @default 'v1'
   */
  readonly apiVersion?: GatewayApiVersion;
}

const isAddress = (text: string): boolean => /^[\d.]+$|:/.test(text);
const secretName = (secret: string | { readonly name: string }): string =>
  typeof secret === 'string' ? secret : secret.name;

function allowedRoutes(from: GatewayListener['routesFrom'] = 'Same'): GatewaySpecListeners['allowedRoutes'] {
  if (typeof from === 'string') return { namespaces: { from } };
  return { namespaces: { from: 'Selector', selector: { matchLabels: { ...from.namespaceLabels } } } };
}

function toListener(listener: GatewayListener): GatewaySpecListeners {
  const { port, protocol, hostname, tlsSecret } = listener;
  return {
    name: listener.name ?? protocol.toLowerCase(),
    port,
    protocol,
    hostname,
    tls:
      tlsSecret === undefined
        ? undefined
        : { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: secretName(tlsSecret) }] },
    allowedRoutes: allowedRoutes(listener.routesFrom),
  };
}

/** A Gateway. */
export class Gateway extends KubernetesObject {
  constructor(scope: Construct, id: string, props: GatewayProps) {
    const apiVersion = `gateway.networking.k8s.io/${props.apiVersion ?? 'v1'}`;
    super(scope, id, { apiVersion, kind: 'Gateway', resourceType: 'gateways' }, props, {
      spec: () =>
        toJson_GatewaySpec({
          gatewayClassName: props.className,
          listeners: props.listeners.map(toListener),
          addresses: props.addresses?.map((value) => ({ type: isAddress(value) ? 'IPAddress' : 'Hostname', value })),
        }),
    });
    for (const listener of props.listeners) this.#check(listener);
    this.#checkNames(props.listeners.map((listener) => toListener(listener).name));
  }

  #check({ protocol, tlsSecret, name = protocol.toLowerCase() }: GatewayListener): void {
    if (typeof tlsSecret === 'string')
      declareExisting(this, { kind: 'Secret', name: tlsSecret, namespace: this.namespace });
    if ((protocol === 'HTTPS' || protocol === 'TLS') === (tlsSecret !== undefined)) return;
    reportMistake(this, {
      field: `listeners[${name}].tlsSecret`,
      given: tlsSecret === undefined ? undefined : secretName(tlsSecret),
      expected: 'a Secret where the protocol is HTTPS or TLS, and only there',
      fix: 'give protocol and tlsSecret that belong together',
    });
  }

  #checkNames(names: readonly string[]): void {
    for (const name of names.filter((one, position) => names.indexOf(one) !== position)) {
      const expected = 'a name that no other listener of the gateway has';
      reportMistake(this, { field: 'listeners', given: name, expected, fix: 'give each listener a name' });
    }
  }
}
