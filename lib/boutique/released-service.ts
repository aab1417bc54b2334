/** A service as its callers see it, however many versions of it run at the moment. */
import { type Component } from '../constructs/components/component';
import { type ICallee, type Reachability } from '../constructs/components/callee';
import { Service } from '../constructs/network/service';
import { type BoutiqueService, type Track } from './boutique-service';
import { type BlueGreenRelease, type CanaryRelease } from './release-strategy';
import { type OwnServiceName, type ServiceName } from './service-names';
import { type Shop } from './shop';

/** Creates the workload of a service for one version. */
export type CreateTrack = (track?: Track) => BoutiqueService;

const CANDIDATE_BANNER = { BANNER_COLOR: 'darkgoldenrod' };

/** A service of the shop. Whoever depends on it reaches every version that the Service may send to. */
export class ReleasedService implements ICallee {
  /** Unused: the call graph names the variables. */
  readonly addressVariable = '';

  constructor(
    /** What upstream calls it. */
    readonly name: ServiceName,
    /** Its versions, the one that users reach first. */
    readonly components: readonly Component[],
    /** What callers call; undefined where nobody does. */
    readonly service?: Service,
    /** The pods behind that Service. @default - the first version's */
    private readonly selected?: Readonly<Record<string, string>>,
  ) {}

  /** Labels of the pods that users reach. */
  get selector(): Readonly<Record<string, string>> {
    return this.selected ?? this.components[0]?.workload.selector ?? {};
  }

  /** Labels of objects that belong to the service, not to one version. */
  get labels(): Readonly<Record<string, string>> {
    return { ...this.components[0]?.labels, app: this.service?.name ?? this.name };
  }

  /** Lets a caller in at every version; the address is the Service's. */
  acceptCallsFrom(caller: Component, portName?: string): Reachability {
    const reached = this.components.map((component) => component.acceptCallsFrom(caller, portName));
    const peers = reached.flatMap((reach) => reach.peers);
    const address = this.service?.addressFor(caller.namespace);
    return { address, peers, ports: reached[0]?.ports ?? [], needsDns: true };
  }
}

/** Settings by which visitors tell the candidate apart. */
function candidateSettings(name: OwnServiceName): Pick<Track, 'settings'> {
  return name === 'frontend' ? { settings: CANDIDATE_BANNER } : {};
}

function canary(shop: Shop, name: OwnServiceName, release: CanaryRelease, create: CreateTrack): ReleasedService {
  const split = release.split ?? { by: 'replicas', replicas: 1 };
  const common = { 'release-of': shop.nameOf(name) };
  const shared = split.by === 'replicas' ? common : undefined;
  const stable = create({ labels: common, serviceSelector: shared });
  const candidate = create({
    suffix: 'canary',
    tag: release.candidateTag,
    replicas: split.replicas ?? 1,
    labels: common,
    ...candidateSettings(name),
  });
  return new ReleasedService(name, [stable, candidate], stable.service, shared);
}

function blueGreen(shop: Shop, name: OwnServiceName, release: BlueGreenRelease, create: CreateTrack): ReleasedService {
  const active = release.active ?? 'blue';
  const idle = active === 'blue' ? 'green' : 'blue';
  const labels = { 'release-of': shop.nameOf(name) };
  const current = create({ suffix: active, labels });
  const candidate = create({ suffix: idle, tag: release.candidateTag, labels, ...candidateSettings(name) });
  const service = new Service(shop.scope, `${name}-service`, {
    name: shop.nameOf(name),
    labels: { ...current.labels, app: shop.nameOf(name) },
    ports: current.ports,
    selector: current.workload.selector,
  });
  return new ReleasedService(name, [current, candidate], service);
}

/** Creates a service by the shop's release strategy. */
export function released(shop: Shop, name: OwnServiceName, create: CreateTrack): ReleasedService {
  const { release } = shop;
  if (shop.hasCandidate(name)) {
    if (release.strategy === 'canary') return canary(shop, name, release, create);
    if (release.strategy === 'blueGreen') return blueGreen(shop, name, release, create);
  }
  const only = create();
  return new ReleasedService(name, [only], only.service);
}
