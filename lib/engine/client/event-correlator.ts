/**
 * Decides what becomes of an event about to be written: a new one, one more of a known one, one folded into similar ones, or none.
 *
 * Upstream: staging/src/k8s.io/client-go/tools/record/events_cache.go
 */
import type { Clock } from '../clock/clock';
import { LeastRecentlyUsed } from './least-recently-used';

const CACHE_ENTRIES = 4096;
/** So many events that differ only in their message, each within the interval of the one before, are folded into one. */
const SIMILAR_EVENTS = 10;
const SIMILAR_INTERVAL_MS = 600_000;
/** What one source may say about one object: so many at once, then one more in five minutes. */
const BURST = 25;
const REFILL_MS = 300_000;

/** What tells the events of one source apart. */
export type EventIdentity = {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly fieldPath: string;
  readonly uid: string;
  readonly apiVersion: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
};

/** What is remembered of an event. */
export interface EventLog {
  /** '' when it was never written. */
  readonly name: string;
  readonly count: number;
}

export interface Correlation {
  /** Under what the written event is to be remembered. */
  readonly key: string;
  /** The message, with a prefix where similar events are folded. */
  readonly message: string;
  /** How often it has come, this time included. */
  readonly count: number;
  /** Name of the event to count up; '' to write a new one. */
  readonly name: string;
}

interface Aggregate {
  /** The messages; most have but one. */
  messages: string | Set<string>;
  lastMs: number;
}

interface Budget {
  tokens: number;
  atMs: number;
}

/** Of one source: a component, and its host where it has one. */
export class EventCorrelator {
  readonly #aggregates = new LeastRecentlyUsed<Aggregate>(CACHE_ENTRIES);
  readonly #budgets = new LeastRecentlyUsed<Budget>(CACHE_ENTRIES);
  readonly #logs = new LeastRecentlyUsed<EventLog>(CACHE_ENTRIES);

  constructor(private readonly clock: Clock) {}

  /** Undefined when the source has said too much about the object. */
  correlate(event: EventIdentity): Correlation | undefined {
    const { key, message } = this.#aggregate(event);
    const known = this.#logs.get(key);
    const log = { name: known?.name ?? '', count: (known?.count ?? 0) + 1 };
    this.#logs.set(key, log);
    return this.#affords(event) ? { key, message, ...log } : undefined;
  }

  /** Remembers what was written. */
  written(key: string, log: EventLog): void {
    this.#logs.set(key, log);
  }

  #aggregate(event: EventIdentity): { readonly key: string; readonly message: string } {
    const { message, fieldPath: _fieldPath, ...similar } = event;
    const group = keyOf(similar);
    const now = this.clock.now();
    let aggregate = this.#aggregates.get(group);
    if (!aggregate || now - aggregate.lastMs > SIMILAR_INTERVAL_MS) aggregate = { messages: message, lastMs: now };
    else if (typeof aggregate.messages !== 'string') aggregate.messages.add(message);
    else if (aggregate.messages !== message) aggregate.messages = new Set([aggregate.messages, message]);
    aggregate.lastMs = now;
    this.#aggregates.set(group, aggregate);
    const { messages } = aggregate;
    if (typeof messages === 'string' || messages.size < SIMILAR_EVENTS) return { key: keyOf(event), message };
    messages.delete(message);
    return { key: group, message: `(combined from similar events): ${message}` };
  }

  #affords(event: EventIdentity): boolean {
    const { kind, namespace, name, uid, apiVersion } = event;
    const source = keyOf({ kind, namespace, name, uid, apiVersion });
    const now = this.clock.now();
    const budget = this.#budgets.get(source) ?? { tokens: BURST, atMs: now };
    budget.tokens = Math.min(BURST, budget.tokens + (now - budget.atMs) / REFILL_MS);
    budget.atMs = now;
    this.#budgets.set(source, budget);
    if (budget.tokens < 1) return false;
    budget.tokens -= 1;
    return true;
  }
}

function keyOf(parts: Readonly<Record<string, string>>): string {
  return Object.values(parts).join('\n');
}
