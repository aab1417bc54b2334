/** Lets a cluster in memory live through a scenario and keeps what happened. */
import { StatusError } from '../../engine/apimachinery/status-error';
import { applyManifests, ManifestsRefusedError } from '../../engine/client/apply-manifests';
import { ManifestError, type Manifest } from '../../engine/client/read-manifests';
import { Cluster } from '../../engine/cluster';
import { FaultError, type Fault } from '../../engine/faults/fault';
import { beginFault } from '../../engine/faults/fault-catalogue';
import { programs } from '../../programs';
import { DEFAULT_NODES } from '../check';
import { expectationText, unmet } from './expectation';
import type { ApplyEvent, ExpectEvent, FaultEvent, HealEvent, Scenario, ScenarioEvent } from './scenario';

/** Something that happened, or did not. */
export interface TimelineRow {
  /** Virtual time since the manifests were applied, in milliseconds. */
  readonly atMs: number;
  readonly what: 'applied' | 'fault' | 'healed' | 'expected';
  readonly text: string;
  /** False where it could not be done, or was not so. */
  readonly holds: boolean;
}

export interface Timeline {
  readonly rows: readonly TimelineRow[];
  /** Whether everything went as it was to. */
  readonly holds: boolean;
}

export interface PlayOptions {
  /** Applied at the beginning. */
  readonly manifests?: readonly Manifest[];
  /** Objects that exist outside of them. */
  readonly given?: readonly Manifest[];
  /** Where the scenario does not say it. @default 3 */
  readonly nodes?: number;
  /** Where the scenario does not say it. @default 1 */
  readonly seed?: string;
}

/** @throws ManifestsRefusedError where the manifests of the beginning are refused */
export function playScenario(scenario: Scenario, options: PlayOptions = {}): Timeline {
  const player = new ScenarioPlayer(scenario, options);
  return player.play();
}

class ScenarioPlayer {
  readonly #cluster: Cluster;
  readonly #rows: TimelineRow[] = [];
  /** Faults that last, by the names that the scenario gives them. */
  readonly #begun: { readonly name: string; readonly fault: Fault }[] = [];
  readonly #startMs: number;

  constructor(
    private readonly scenario: Scenario,
    { manifests = [], given = [], nodes = DEFAULT_NODES, seed = '1' }: PlayOptions,
  ) {
    const brings = [...given, ...manifests].some(({ object }) => object.kind === 'Node');
    const count = scenario.nodes ?? nodes;
    this.#cluster = new Cluster({
      seed: scenario.seed ?? seed,
      nodes: brings ? 0 : count,
      images: programs,
      metricsServer: true,
    });
    this.#startMs = this.#cluster.clock.now();
    const { applied, refused } = applyManifests(this.#cluster.client(), [...given, ...manifests]);
    if (refused.length > 0) throw new ManifestsRefusedError(refused, applied.length);
    if (applied.length > 0) this.#note('applied', `${applied.length} objects`);
  }

  play(): Timeline {
    const { clock } = this.#cluster;
    // What happens, happens in time even while something is still waited for.
    for (const event of this.scenario.events) {
      if (!('expect' in event)) clock.schedule(event.atMs, () => this.#happen(event));
    }
    for (const event of this.scenario.events) {
      if ('expect' in event) this.#expect(event);
    }
    const lastMs = Math.max(0, ...this.scenario.events.map(({ atMs }) => atMs));
    clock.advanceTo(this.#startMs + lastMs);
    return { rows: this.#rows, holds: this.#rows.every(({ holds }) => holds) };
  }

  /** What cannot be done is told, and the course goes on. */
  #happen(event: Exclude<ScenarioEvent, ExpectEvent>): void {
    try {
      if ('fault' in event) this.#begin(event);
      else if ('heal' in event) this.#heal(event);
      else this.#apply(event);
    } catch (error) {
      const isKnown =
        error instanceof FaultError ||
        error instanceof StatusError ||
        error instanceof ManifestError ||
        error instanceof ManifestsRefusedError;
      if (!isKnown) throw error;
      this.#note('fault' in event ? 'fault' : 'applied', error.message, false);
    }
  }

  #begin({ fault: name, with: given, forMs }: FaultEvent): void {
    const fault = beginFault(this.#cluster.faults, name, given);
    const values = Object.entries(given).map(([key, value]) => `${key}=${String(value)}`);
    this.#note('fault', [name, ...values].join(' '));
    if (!fault) return;
    this.#begun.push({ name, fault });
    if (forMs !== undefined) this.#cluster.clock.schedule(forMs, () => this.#end(fault));
  }

  #heal({ heal }: HealEvent): void {
    for (const { name, fault } of this.#begun) if (heal === 'all' || heal === name) this.#end(fault);
  }

  #end(fault: Fault): void {
    if (fault.healed) return;
    fault.heal();
    this.#note('healed', fault.name);
  }

  #apply({ apply }: ApplyEvent): void {
    for (const { object, outcome } of this.#cluster.apply(apply)) {
      const { namespace, name } = object.metadata;
      this.#note('applied', `${object.kind} ${namespace ? `${namespace}/` : ''}${name} ${outcome}`);
    }
  }

  #expect({ atMs, withinMs, expect }: ExpectEvent): void {
    const { clock, store } = this.#cluster;
    clock.advanceTo(this.#startMs + atMs);
    const untilMs = this.#startMs + atMs + withinMs;
    let seen = -1;
    let instead = unmet(this.#cluster, expect);
    for (
      let next = clock.nextAt();
      instead !== undefined && next !== undefined && next <= untilMs;
      next = clock.nextAt()
    ) {
      clock.step();
      if (store.revision === seen) continue;
      seen = store.revision;
      instead = unmet(this.#cluster, expect);
    }
    if (instead !== undefined) {
      clock.advanceTo(untilMs);
      instead = unmet(this.#cluster, expect);
    }
    const text = expectationText(expect);
    this.#note('expected', instead === undefined ? text : `${text}: ${instead}`, instead === undefined);
  }

  #note(what: TimelineRow['what'], text: string, holds = true): void {
    this.#rows.push({ atMs: this.#cluster.clock.now() - this.#startMs, what, text, holds });
  }
}
