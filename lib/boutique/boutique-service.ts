/** One of the shop's own programs: what upstream's facts and the shop's props make of a Microservice. */
import { type KubernetesObjectProps } from '../constructs/kubernetes-object';
import { Service } from '../constructs/network/service';
import { Microservice, type MicroserviceProps } from '../constructs/components/microservice';
import { type EnvInput } from '../constructs/pod/environment';
import { type Port } from '../constructs/pod/port';
import { type Probe } from '../constructs/pod/probe';
import { type ResourcesProps } from '../constructs/pod/resources';
import { type AutoscaleProps } from '../constructs/policy/horizontal-pod-autoscaler';
import { type ContainerProps } from '../constructs/pod/container';
import { reportMistake } from '../constructs/validation/mistake';
import { type ServiceOverrides } from './online-boutique-props';
import { type OwnServiceName } from './service-names';
import { type Shop } from './shop';
import { telemetryVariables } from './variations/telemetry';

/** CPU and memory. */
export interface Amounts {
  readonly cpu: string;
  readonly memory: string;
}

/** What is known of one of the shop's programs. */
export interface ServiceDefinition {
  /** Its name. */
  readonly name: OwnServiceName;
  /** Its role in the shop. */
  readonly component: string;
  /** Where it listens; undefined for the load generator. */
  readonly port?: Port;
  /** Environment, callees aside. */
  readonly env?: Readonly<Record<string, EnvInput>>;
  /** Settings that differ by environment. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What it may use at most. */
  readonly limit: Amounts;
  /** What it was observed to use, rounded up. */
  readonly usage: Amounts;
  /** Whether its image has a `sleep` program; Go's and .NET's images here have none. */
  readonly canDrain: boolean;
  /** Probes, where its protocol does not say enough. */
  readonly probes?: { readonly readiness?: Probe; readonly liveness?: Probe; readonly startup?: Probe };
  /** What else it has. */
  readonly extra?: Partial<MicroserviceProps>;
}

/** Which of two versions a workload runs, during a release that shows both. */
export interface Track {
  /** Appended to the workload's name. */
  readonly suffix?: string;
  /** Image tag. @default - the shop's */
  readonly tag?: string;
  /** Number of pods instead of the service's own and of its autoscaler. */
  readonly replicas?: number;
  /** Label that all versions of the service carry, so that one Service can select them. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What the Service selects. @default - the workload's own pods */
  readonly serviceSelector?: Readonly<Record<string, string>>;
  /** Settings on top of the service's. */
  readonly settings?: Readonly<Record<string, string>>;
}

const DRAIN_SECONDS = 5;
const EPHEMERAL_STORAGE = '128Mi';

/** Requests and limits by the shop's sizing. */
export function sizedResources(shop: Shop, limit: Amounts, usage: Amounts): ResourcesProps {
  const request = shop.props.sizing === 'burstable' ? usage : limit;
  return {
    cpu: { request: request.cpu, limit: limit.cpu },
    memory: { request: request.memory, limit: limit.memory },
    ephemeralStorage: EPHEMERAL_STORAGE,
  };
}

function lifecycleOf(definition: ServiceDefinition, overrides: ServiceOverrides): ContainerProps['lifecycle'] {
  const drainSeconds = overrides.drainSeconds ?? (definition.canDrain ? DRAIN_SECONDS : 0);
  return drainSeconds > 0 ? { drainSeconds } : undefined;
}

function strategyOf(shop: Shop): MicroserviceProps['strategy'] {
  const { release } = shop;
  if (release.strategy === 'recreate') return { type: 'Recreate' };
  if (release.strategy !== 'rolling') return undefined;
  return { type: 'RollingUpdate', maxSurge: release.maxSurge, maxUnavailable: release.maxUnavailable };
}

function environmentOf(shop: Shop, definition: ServiceDefinition, track: Track) {
  const { name } = definition;
  const settings = shop.settings({ ...definition.settings, ...track.settings });
  const env = {
    ...definition.env,
    ...telemetryVariables(name, shop.props.telemetry),
    ...settings.env,
    ...shop.overrides(name).env,
  };
  return { env, config: settings.config };
}

interface BoutiqueServiceProps extends MicroserviceProps {
  readonly serviceSelector?: Readonly<Record<string, string>>;
}

function scaleOf(shop: Shop, definition: ServiceDefinition, track: Track): Partial<MicroserviceProps> {
  const { autoscale, replicas } = shop.overrides(definition.name);
  if (track.replicas !== undefined) return { replicas: track.replicas };
  return { replicas: replicas ?? shop.props.replicas, ...(autoscale ? { autoscale } : {}) };
}

function propsOf(shop: Shop, definition: ServiceDefinition, track: Track): BoutiqueServiceProps {
  const { name, extra = {} } = definition;
  const overrides = shop.overrides(name);
  const startup = definition.probes?.startup;
  return {
    ...extra,
    name: `${shop.nameOf(name)}${track.suffix ? `-${track.suffix}` : ''}`,
    containerName: extra.containerName ?? 'server',
    component: definition.component,
    image: shop.images.own(name, track.tag),
    unsafeFloatingImage: extra.unsafeFloatingImage ?? false,
    port: definition.port,
    ...environmentOf(shop, definition, track),
    resources: overrides.resources ?? sizedResources(shop, definition.limit, definition.usage),
    readiness: overrides.readiness ?? definition.probes?.readiness,
    liveness: overrides.liveness ?? definition.probes?.liveness,
    startup,
    lifecycle: lifecycleOf(definition, overrides),
    terminationGracePeriodSeconds: overrides.terminationGracePeriodSeconds,
    strategy: strategyOf(shop),
    disruption: overrides.disruption,
    labels: track.labels,
    podAnnotations: { ...extra.podAnnotations, ...overrides.podAnnotations },
    serviceAccountAnnotations: { ...extra.serviceAccountAnnotations, ...overrides.serviceAccountAnnotations },
    serviceSelector: track.serviceSelector,
    ...scaleOf(shop, definition, track),
  };
}

/** One of the shop's own programs. */
export class BoutiqueService extends Microservice {
  /** When and how far it scales; undefined where it does not. */
  readonly autoscale?: AutoscaleProps;

  constructor(
    shop: Shop,
    /** What is known of the program. */
    readonly definition: ServiceDefinition,
    track: Track = {},
  ) {
    super(shop.scope, `${definition.name}${track.suffix ? `-${track.suffix}` : ''}`, propsOf(shop, definition, track));
    const { autoscale, drainSeconds = 0 } = shop.overrides(definition.name);
    if (drainSeconds > 0 && !definition.canDrain) this.#reportDrain(drainSeconds);
    this.autoscale = this.autoscaler && autoscale ? autoscale : undefined;
  }

  #reportDrain(drainSeconds: number): void {
    reportMistake(this, {
      field: `services.${this.definition.name}.drainSeconds`,
      given: drainSeconds,
      expected: 'nothing, as the image has no `sleep` program to wait with (or nobody calls it)',
      fix: 'leave it out',
    });
  }

  protected override createService(common: KubernetesObjectProps, props: BoutiqueServiceProps): Service | undefined {
    const { serviceSelector } = props;
    if (!serviceSelector || this.ports.length === 0) return super.createService(common, props);
    return new Service(this, 'service', { ...common, ports: this.ports, selector: serviceSelector });
  }
}
