/**
 * The API server stopped, or its etcd without a quorum: controllers and scheduler end, kubelets keep up what runs and tell it afterwards.
 *
 * A server that starts anew has forgotten what changed before: watches from then on are told `410 Gone` and list again.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/storage/cacher/watch_cache.go (GetAllEventsSince)
 */
import type { Availability, ServerState } from '../apiserver/availability';
import type { WatchLag } from '../client/watch-lag';
import type { Scheduling } from '../clock/clock';
import type { Random } from '../random/random';
import type { Store } from '../store/store';
import { Causes } from './causes';
import type { NodeOutages } from './node-outages';

/** Who ends with the API server, and comes back with it. */
export interface ServerClients {
  serverLost(): void;
  serverBack(): void;
}

export interface ServerOutagesParts {
  readonly clock: Scheduling;
  readonly random: Random;
  readonly store: Store;
  readonly availability: Availability;
  readonly watchLag: WatchLag;
  readonly nodes: NodeOutages;
  /** Undefined where there is an API server alone. */
  readonly controlPlane: ServerClients | undefined;
}

type Outage = Exclude<ServerState, 'serving'>;

/** Kubelets try again after ever longer pauses, up to this one. */
const MAX_RETRY_MS = 7_000;

export class ServerOutages {
  readonly #causes = new Causes();
  /** Nodes that were cut off when the outage began. */
  #cut: readonly string[] = [];

  constructor(private readonly parts: ServerOutagesParts) {}

  begin(outage: Outage): void {
    this.#causes.begin(outage);
    this.#update();
  }

  end(outage: Outage): void {
    this.#causes.end(outage);
    this.#update();
  }

  #update(): void {
    const { availability, store, watchLag } = this.parts;
    const before = availability.state;
    const after = this.#state();
    if (after === before) return;
    if (before === 'serving') this.#lost();
    availability.become(after);
    watchLag.cut(after === 'stopped');
    if (after === 'stopped') store.breakWatches();
    if (before === 'stopped') store.compact(store.revision);
    if (after === 'serving') this.#back();
  }

  #state(): ServerState {
    if (this.#causes.has('stopped')) return 'stopped';
    return this.#causes.has('without quorum') ? 'without quorum' : 'serving';
  }

  #lost(): void {
    const { nodes, controlPlane } = this.parts;
    this.#cut = [...nodes.names()];
    for (const node of this.#cut) nodes.cut(node);
    controlPlane?.serverLost();
  }

  #back(): void {
    const { clock, random, nodes, controlPlane } = this.parts;
    controlPlane?.serverBack();
    for (const node of this.#cut) clock.schedule(random.integer(MAX_RETRY_MS), () => nodes.restore(node));
  }
}
