/** A VirtualService of Istio: which requests reach which Services, in which proportion, and with how much patience. */
import { type Construct } from 'constructs';
import {
  toJson_VirtualServiceSpec,
  type VirtualServiceSpecHttp,
  type VirtualServiceSpecHttpFault,
  type VirtualServiceSpecHttpRoute,
} from '../../../imports/networking.istio.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { Service } from '../network/service';
import { type Port } from '../pod/port';
import { reportMistake } from '../validation/mistake';
import { type IstioNetworkingVersion, networkingApi } from './istio-version';

/** A Service, or a part of its pods, that gets a share of the requests. */
export interface MeshDestination {
  /** The Service. */
  readonly service: Service;
  /**
   * Port of the Service.
   * @default - its first
   */
  readonly port?: Port;
  /**
   * Subset that a DestinationRule names.
   * @default - all pods
   */
  readonly subset?: string;
  /**
   * Share of the requests in per cent; those of a route add up to 100.
   * @default - all
   */
  readonly weight?: number;
}

/** A route for HTTP and gRPC. */
export interface MeshRoute {
  /**
   * Prefix of the path.
   * @default - any path
   */
  readonly prefix?: string;
  /**
   * Headers with exactly these values.
   * @default - any
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where requests go. */
  readonly to: readonly (Service | MeshDestination)[];
  /**
   * Replaces the prefix.
   * @default - the path stays
   */
  readonly rewritePrefix?: string;
  /**
   * Time for request and answer, retries included: `10s`.
   * @default - none
   */
  readonly timeout?: string;
  /**
   * How often and when a failed request is sent again.
   * @default - Istio's own: twice, on connection failures
   */
  readonly retries?: { readonly attempts: number; readonly perTryTimeout?: string; readonly retryOn?: string };
  /**
   * Delays and failures made on purpose, for tests.
   * @default - none
   */
  readonly fault?: VirtualServiceSpecHttpFault;
}

/** A VirtualService. */
export interface VirtualServiceProps extends KubernetesObjectProps {
  /** Host names that clients call. */
  readonly hosts: readonly string[];
  /**
   * Gateways it is bound to, `namespace/name`; `mesh` for callers inside.
   * @default - the mesh
   */
  readonly gateways?: readonly string[];
  /** Routes; the first that fits is taken. */
  readonly http: readonly MeshRoute[];
  /**
   * Version of Istio's networking API.
   * @default 'v1beta1'
   */
  readonly apiVersion?: IstioNetworkingVersion;
}

const destinationOf = (to: Service | MeshDestination): MeshDestination =>
  to instanceof Service ? { service: to } : to;

/** A VirtualService. */
export class VirtualService extends KubernetesObject {
  constructor(scope: Construct, id: string, props: VirtualServiceProps) {
    const apiVersion = networkingApi(props.apiVersion);
    super(scope, id, { apiVersion, kind: 'VirtualService', resourceType: 'virtualservices' }, props, {
      spec: () =>
        toJson_VirtualServiceSpec({
          hosts: [...props.hosts],
          gateways: props.gateways && [...props.gateways],
          http: props.http.map((route) => this.#route(route)),
        }),
    });
    props.http.forEach((route, position) => this.#checkWeights(route, `http[${position}].to.weight`));
  }

  #route(route: MeshRoute): VirtualServiceSpecHttp {
    const { prefix, headers, rewritePrefix, timeout, retries, fault } = route;
    const match = {
      uri: prefix === undefined ? undefined : { prefix },
      headers: headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { exact: value }])),
    };
    return {
      match: match.uri || match.headers ? [match] : undefined,
      route: route.to.map((to) => this.#destination(destinationOf(to))),
      rewrite: rewritePrefix === undefined ? undefined : { uri: rewritePrefix },
      timeout,
      retries,
      fault,
    };
  }

  #destination({ service, port = service.ports[0], subset, weight }: MeshDestination): VirtualServiceSpecHttpRoute {
    const host = service.hostFor(this.namespace);
    return { destination: { host, subset, port: port && { number: port.servicePort } }, weight };
  }

  #checkWeights(route: MeshRoute, field: string): void {
    const weights = route.to.map((to) => destinationOf(to).weight);
    if (weights.length === 1 && weights[0] === undefined) return;
    if (weights.reduce<number>((sum, weight) => sum + (weight ?? 0), 0) === 100) return;
    reportMistake(this, {
      field,
      given: weights,
      expected: 'numbers that add up to 100',
      fix: 'share out 100 per cent',
    });
  }
}
