/**
 * Objects that are forgotten a while after they were last written: Events.
 *
 * A write gives its object to a lease that ends after the time to live and a little more; writes of one minute share a lease, and what is
 * left of a lease when it ends is deleted.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/storage/etcd3/{lease_manager,store}.go, pkg/registry/core/event/storage/storage.go
 * Differs: what goes with one lease goes in one instant, but under a revision for each.
 */
import { keyOf } from '../apimachinery/object-meta';
import type { Scheduling } from '../clock/clock';
import type { StoreChange, StoreTable } from '../store/store-table';
import type { Availability } from './availability';

/** So long a lease takes in more objects, at most; and at most so much of the time to live. */
const REUSE_MS = 60_000;
const REUSE_SHARE = 0.05;
const MAX_OBJECTS = 1000;
/** Without a quorum no lease ends; the new leader looks after so long. */
const RETRY_MS = 10_000;

interface Lease {
  readonly untilMs: number;
  readonly keys: string[];
}

export class ObjectLeases {
  readonly #leases = new Map<string, Lease>();
  #current: Lease | undefined;

  /** @param ttlMs after the last write; 0 keeps objects for ever */
  constructor(
    private readonly table: StoreTable,
    private readonly clock: Scheduling,
    private readonly availability: Availability,
    private readonly ttlMs: number,
  ) {
    if (ttlMs <= 0) return;
    for (const object of table.list()) this.#attach(keyOf(object));
    this.#follow();
  }

  /** Watches of the table break when the API server is restarted; etcd and its leases stay. */
  #follow(): void {
    this.table.subscribe((change) => this.#note(change), { onBroken: () => this.#follow() });
  }

  #note({ type, key }: StoreChange): void {
    if (type === 'DELETED') this.#leases.delete(key);
    else this.#attach(key);
  }

  #attach(key: string): void {
    const now = this.clock.now();
    let lease = this.#current;
    if (!lease || lease.untilMs <= now + this.ttlMs || lease.keys.length >= MAX_OBJECTS) lease = this.#grant(now);
    lease.keys.push(key);
    this.#leases.set(key, lease);
  }

  #grant(now: number): Lease {
    const lifetimeMs = this.ttlMs + Math.min(REUSE_MS, this.ttlMs * REUSE_SHARE);
    const lease: Lease = { untilMs: now + lifetimeMs, keys: [] };
    this.clock.schedule(lifetimeMs, () => this.#end(lease));
    return (this.#current = lease);
  }

  #end(lease: Lease): void {
    if (this.availability.state === 'without quorum') {
      this.clock.schedule(RETRY_MS, () => this.#end(lease));
      return;
    }
    for (const key of lease.keys) if (this.#leases.get(key) === lease) this.table.remove(key);
  }
}
