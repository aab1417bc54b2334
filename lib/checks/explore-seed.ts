/**
 * One seed of an exploration: manifests live through faults drawn from it while the invariants are held; then everything is healed and
 * has to become ready again.
 */
import type { Pod } from '../engine/apimachinery/api/core-v1';
import { StatusError } from '../engine/apimachinery/status-error';
import { parseDuration } from '../engine/apimachinery/time';
import { applyManifests, ManifestsRefusedError } from '../engine/client/apply-manifests';
import type { Manifest } from '../engine/client/read-manifests';
import { Cluster } from '../engine/cluster';
import { CONTROLLER_NAMES } from '../engine/controllers/controller-names';
import { FaultError } from '../engine/faults/fault';
import { beginFault, type FaultArguments } from '../engine/faults/fault-catalogue';
import { WATCHING_COMPONENTS } from '../engine/faults/faults';
import { ANY_POD, randomFaults, type PlannedFault } from '../engine/faults/random-faults';
import type { Random } from '../engine/random/random';
import { programs } from '../programs';
import { isAvailable, isWorkload, WORKLOAD_KINDS } from './workload';

/** What is explored. */
export interface Exploration {
  readonly manifests: readonly Manifest[];
  /** Objects that exist outside of them. */
  readonly given?: readonly Manifest[];
  readonly seed: number | string;
  /** @default 4 */
  readonly nodes?: number;
  /** How many faults are drawn. @default 12 */
  readonly faults?: number;
  /** Virtual time within which they begin and end. @default 10m */
  readonly within?: string;
}

/** How a seed went. */
export interface ExploredSeed {
  readonly seed: number | string;
  /** A fingerprint of everything that was written. */
  readonly history: string;
  readonly faults: readonly PlannedFault[];
  /** What broke an invariant or an event of the clock; undefined where nothing did. */
  readonly broken?: string;
  /** `Kind namespace/name` of what is not available long after everything was healed. */
  readonly unready: readonly string[];
}

const SETTLE_MS = 3 * 60_000;
/** Crash back-off lasts up to 5 minutes, pressure is kept for 5 more, and pods wait as long on nodes that are lost. */
const RECOVER_MS = 30 * 60_000;

export function exploreSeed(exploration: Exploration): ExploredSeed {
  const { manifests, given = [], seed, nodes = 4, faults: count = 12, within = '10m' } = exploration;
  const cluster = new Cluster({ seed, nodes, images: programs, hashHistory: true, invariants: true });
  const random = cluster.random.fork('exploration');
  const withinMs = parseDuration(within);
  const targets = {
    nodes: cluster.list('Node').map(({ metadata }) => metadata.name),
    components: WATCHING_COMPONENTS,
    controllers: CONTROLLER_NAMES.map(({ name }) => name).filter((name) =>
      cluster.controllerManager.controllers.enables(name),
    ),
  };
  const faults = randomFaults(random, targets, count, withinMs);
  const outcome = { seed, faults };
  try {
    apply(cluster, [...given, ...manifests]);
    cluster.advance(SETTLE_MS);
    for (const planned of faults) plan(cluster, planned, random);
    cluster.advance(withinMs);
    cluster.faults.healAll();
    const unready = waitUntilReady(cluster);
    return { ...outcome, history: cluster.historyHash(), unready };
  } catch (error) {
    if (!(error instanceof Error) || error instanceof ManifestsRefusedError) throw error;
    const broken = error.name === 'InvariantViolation' ? error.message : (error.stack ?? error.message);
    return { ...outcome, history: cluster.historyHash(), broken, unready: [] };
  }
}

function apply(cluster: Cluster, manifests: readonly Manifest[]): void {
  const { applied, refused } = applyManifests(cluster.client(), manifests);
  if (refused.length > 0) throw new ManifestsRefusedError(refused, applied.length);
}

function plan(cluster: Cluster, planned: PlannedFault, random: Random): void {
  const { atMs, forMs, fault } = planned;
  cluster.clock.schedule(atMs, () => {
    const begun = tryFault(cluster, fault, withPod(cluster, planned.with, random));
    if (begun && forMs !== undefined) cluster.clock.schedule(forMs, () => begun.heal());
  });
}

/** A fault whose target is not there (a container that just ended, a pod without an API server to ask) does not come. */
function tryFault(cluster: Cluster, fault: string, given: FaultArguments): ReturnType<typeof beginFault> {
  try {
    return beginFault(cluster.faults, fault, given);
  } catch (error) {
    if (error instanceof FaultError || error instanceof StatusError) return undefined;
    throw error;
  }
}

function withPod(cluster: Cluster, given: FaultArguments, random: Random): FaultArguments {
  if (given['pod'] !== ANY_POD) return given;
  const pods = cluster.store.table<Pod>('pods').list();
  if (pods.length === 0) return given;
  const { name, namespace } = random.pick(pods).metadata;
  return { ...given, pod: name, namespace };
}

function waitUntilReady(cluster: Cluster): string[] {
  const endMs = cluster.clock.now() + RECOVER_MS;
  let seen = -1;
  let unready = unreadyOf(cluster);
  for (let next = cluster.clock.nextAt(); unready.length > 0 && next !== undefined && next <= endMs;) {
    cluster.clock.step();
    next = cluster.clock.nextAt();
    if (cluster.store.revision === seen) continue;
    seen = cluster.store.revision;
    unready = unreadyOf(cluster);
  }
  return unready;
}

function unreadyOf(cluster: Cluster): string[] {
  return WORKLOAD_KINDS.flatMap((kind) => cluster.list(kind))
    .filter((object) => isWorkload(object) && !isAvailable(object))
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
}
