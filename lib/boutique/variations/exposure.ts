/** How users reach the shop from outside: an Ingress, a load balancer, a Gateway API gateway or an Istio ingress gateway. */
import { type IstioNetworkingVersion } from '../../constructs/mesh/istio-version';
import { type GatewayApiVersion } from '../../constructs/network/gateway';
import { type SecretSource } from '../secret-source';

/** An Ingress with TLS. */
export interface IngressExposure {
  readonly type: 'ingress';
  /** Host name of the shop. */
  readonly host: string;
  /**
   * Secret with certificate and key.
   * @default - frontend-tls, which has to exist
   */
  readonly tls?: SecretSource | 'unsafePlainHttp';
  /**
   * Ingress class, where it is not the platform's.
   * @default - the platform's
   */
  readonly className?: string;
  /**
   * Annotations on top of the platform's.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The Service frontend-external with an address of its own, and plain HTTP: as upstream has it. */
export interface LoadBalancerExposure {
  readonly type: 'loadBalancer';
  /**
   * Addresses that may call.
   * @default - any
   */
  readonly sourceRanges?: readonly string[];
  /**
   * Annotations on top of the platform's.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Gateway and an HTTPRoute of the Gateway API. */
export interface GatewayExposure {
  readonly type: 'gateway';
  /** Who implements the Gateway. */
  readonly gatewayClassName: string;
  /**
   * Name of the Gateway.
   * @default 'frontend'
   */
  readonly gatewayName?: string;
  /**
   * Name of the HTTPRoute.
   * @default 'frontend'
   */
  readonly routeName?: string;
  /**
   * Host names; none for any.
   * @default - any
   */
  readonly hostnames?: readonly string[];
  /**
   * Version of the Gateway API.
   * @default 'v1'
   */
  readonly apiVersion?: GatewayApiVersion;
  /**
   * Labels of the gateway's namespace and pods, which the frontend's policy lets in.
   * @default - the pods that Istio's controller makes for the Gateway in the shop's namespace
   */
  readonly gatewayPods?: GatewayPods;
}

/** A VirtualService bound to an Istio ingress gateway that exists. */
export interface VirtualServiceExposure {
  readonly type: 'virtualService';
  /** Host names. */
  readonly hosts: readonly string[];
  /** The gateway. */
  readonly gateway: { readonly namespace: string; readonly name: string };
  /** Labels of the gateway's pods. */
  readonly gatewayLabels: Readonly<Record<string, string>>;
  /**
   * Account of the gateway, for AuthorizationPolicies.
   * @default - the gateway's name
   */
  readonly gatewayServiceAccount?: string;
  /**
   * Version of Istio's networking API.
   * @default 'v1beta1'
   */
  readonly networkingVersion?: IstioNetworkingVersion;
}

/** Where the pods of a gateway are. */
export interface GatewayPods {
  /** Their labels. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * Their namespace.
   * @default - the shop's
   */
  readonly namespace?: string;
}

/** How users reach the shop. */
export type Exposure = IngressExposure | LoadBalancerExposure | GatewayExposure | VirtualServiceExposure;
