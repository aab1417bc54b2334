/** What can be said about a shop. Everything is optional: without a word it is the whole of Online Boutique, hardened. */
import { type AutoscaleProps } from '../constructs/policy/horizontal-pod-autoscaler';
import { type DisruptionProps } from '../constructs/policy/pod-disruption-budget';
import { type ConventionProps } from '../constructs/conventions';
import { type EnvInput } from '../constructs/pod/environment';
import { type Probe } from '../constructs/pod/probe';
import { type ResourcesProps } from '../constructs/pod/resources';
import { type ImageProps } from './images';
import { type PlatformBanner, type PlatformName } from './platforms/platform';
import { type ReleaseStrategy } from './release-strategy';
import { type ServiceName } from './service-names';
import { type CartDatabase } from './variations/cart-database';
import { type Exposure } from './variations/exposure';
import { type IstioProps } from './variations/istio-props';
import { type ShoppingAssistantProps } from './shoppingassistantservice';
import { type TelemetryProps } from './variations/telemetry';

/** What can be said about one workload. */
export interface ServiceOverrides {
  /**
   * Name of the workload and its Service. Whoever calls it follows.
   * @default - as upstream
   */
  readonly name?: string;
  /**
   * The service runs somewhere else, at this `host:port`; it gets no objects here.
   * @default - it runs here
   */
  readonly runsElsewhereAt?: string;
  /**
   * Requests and limits.
   * @default - by `sizing`
   */
  readonly resources?: ResourcesProps;
  /**
   * Number of pods.
   * @default - the shop's
   */
  readonly replicas?: number;
  /**
   * When and how far it scales; `false` for never.
   * @default - the shop's
   */
  readonly autoscale?: AutoscaleProps | false;
  /**
   * How many pods a drain may take.
   * @default - one at a time
   */
  readonly disruption?: DisruptionProps | false;
  /**
   * Further environment variables, or other values. A variable without value is written as one: `{}`.
   * @default - none
   */
  readonly env?: Readonly<Record<string, EnvInput>>;
  /**
   * Whether it can serve.
   * @default - by its protocol
   */
  readonly readiness?: Probe;
  /**
   * Whether it lives.
   * @default - by its protocol
   */
  readonly liveness?: Probe;
  /**
   * Seconds between SIGTERM and SIGKILL, drain included.
   * @default 30
   */
  readonly terminationGracePeriodSeconds?: number;
  /**
   * Seconds between leaving the Service and SIGTERM. Images without a shell (frontend, cartservice, checkoutservice,
   * productcatalogservice, shippingservice) cannot wait: they have no `sleep`.
   * @default - 5 where the image can
   */
  readonly drainSeconds?: number;
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /**
   * Annotations of the service account (workload identity).
   * @default - none
   */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
}

/** What the frontend shows. */
export interface FrontendProps {
  /**
   * Path under which the shop lives, e.g. `/online-boutique`. Probes, routes and the load generator follow.
   * @default - the root
   */
  readonly baseUrl?: string;
  /**
   * The shop's name and colours.
   * @default 'online-boutique'
   */
  readonly branding?: 'online-boutique' | 'cymbal';
  /**
   * The platform named in the banner.
   * @default - the platform's
   */
  readonly platformBanner?: PlatformBanner;
  /**
   * Whether all visitors share one session.
   * @default false
   */
  readonly singleSharedSession?: boolean;
  /**
   * A line at the top of every page.
   * @default - none
   */
  readonly message?: string;
  /**
   * Colour of the banner, any CSS colour: tells versions and environments apart.
   * @default - the shop's
   */
  readonly bannerColor?: string;
  /**
   * Address of a packaging service, which no manifest of the shop contains.
   * @default - none
   */
  readonly packagingServiceUrl?: string;
}

/** What the load generator does. */
export interface LoadGeneratorProps {
  /**
   * Simulated users, over all pods.
   * @default 10
   */
  readonly users?: number;
  /**
   * Users that start per second, over all pods, until all are there.
   * @default 1
   */
  readonly usersPerSecond?: number;
  /**
   * What it waits for before it starts: the frontend's answer, by our command or by yours, or nothing.
   * @default 'frontend'
   */
  readonly waitsFor?: 'frontend' | 'nothing' | { readonly command: readonly string[] };
}

/** A shop. */
export interface OnlineBoutiqueProps {
  /** Namespace of every object. */
  readonly namespace: string;
  /** Where it runs. @default 'generic' */
  readonly platform?: PlatformName;
  /**
   * Environment, as label `app.kubernetes.io/environment`.
   * @default - none
   */
  readonly environment?: string;
  /** Which images. @default - upstream's release */
  readonly images?: ImageProps;
  /**
   * Requests and limits: `guaranteed` asks for the limit (QoS Guaranteed), `burstable` asks for what was observed in use.
   * @default 'guaranteed'
   */
  readonly sizing?: 'guaranteed' | 'burstable';
  /** Pods of each service that runs more than one. @default 3 */
  readonly replicas?: number;
  /** Where settings live: in ConfigMaps, or in the pods' variables. @default 'configMap' */
  readonly settings?: 'configMap' | 'inline';
  /** Where carts live. @default - redis in the cluster, without password and volume */
  readonly cartDatabase?: CartDatabase;
  /** How users reach the shop. @default - not at all from outside */
  readonly expose?: readonly Exposure[];
  /** How new versions reach users. @default - rolling */
  readonly release?: ReleaseStrategy;
  /** What the frontend shows. @default - see FrontendProps */
  readonly frontend?: FrontendProps;
  /** Simulated users; `false` for none. @default - see LoadGeneratorProps */
  readonly loadGenerator?: LoadGeneratorProps | false;
  /** Time that productcatalogservice waits before every answer, as Go writes durations: `5.5s`. @default - none */
  readonly catalogLatency?: string;
  /** The shopping assistant. @default - none */
  readonly shoppingAssistant?: ShoppingAssistantProps;
  /** Traces and profiles. @default - none */
  readonly telemetry?: TelemetryProps;
  /** Istio's own policies and sidecars. @default - none */
  readonly istio?: IstioProps;
  /** What is different about single workloads. @default - nothing */
  readonly services?: Partial<Readonly<Record<ServiceName, ServiceOverrides>>>;
  /** Conventions of all objects (owner, e-mail, security ...), on top of the platform's. @default - none */
  readonly conventions?: ConventionProps;
}
