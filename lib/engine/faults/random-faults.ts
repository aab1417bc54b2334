/** Faults drawn by chance: which, when, and how long each lasts. The same chance draws the same. */
import type { Random } from '../random/random';
import type { FaultArguments } from './fault-catalogue';

/** A fault that is to come. */
export interface PlannedFault {
  /** Milliseconds after the beginning. */
  readonly atMs: number;
  /** How long it lasts; nothing for what is over as soon as it has happened. */
  readonly forMs?: number;
  readonly fault: string;
  readonly with: FaultArguments;
}

/** What can be hit. */
export interface FaultTargets {
  readonly nodes: readonly string[];
  /** Canonical names. */
  readonly controllers: readonly string[];
  readonly components: readonly string[];
}

/** A pod is chosen when its fault comes: this stands for any one. */
export const ANY_POD = '*';

const RESOURCES = ['pods', 'nodes', 'endpoints', 'apps/replicasets', 'apps/deployments', 'services'];
const MIN_MS = 1_000;

/** @param withinMs they all begin within so much time, and are over by its end */
export function randomFaults(
  random: Random,
  targets: FaultTargets,
  count: number,
  withinMs: number,
): readonly PlannedFault[] {
  const drawn = Array.from({ length: count }, () => drawFault(random, targets, withinMs));
  return drawn.sort((a, b) => a.atMs - b.atMs);
}

function drawFault(random: Random, targets: FaultTargets, withinMs: number): PlannedFault {
  const atMs = random.integer(withinMs);
  const forMs = MIN_MS + random.integer(Math.max(1, withinMs - atMs - MIN_MS));
  const lasting = (fault: string, given: FaultArguments = {}): PlannedFault => ({ atMs, forMs, fault, with: given });
  const node = random.pick(targets.nodes);
  const component = random.pick(targets.components);
  const draw = random.pick<() => PlannedFault>([
    () => ({ atMs, fault: 'kill-pod', with: { pod: ANY_POD } }),
    () => ({ atMs, fault: 'kill-container', with: { pod: ANY_POD, exitCode: random.integer(3) } }),
    () => lasting('node-down', { node }),
    () => lasting('kubelet-stopped', { node }),
    () => lasting('partition', { node }),
    () => lasting('slow-node', { node, factor: 2 + random.integer(30) }),
    () => lasting('pressure', { node, shortage: random.pick(['memory', 'disk', 'pid']) }),
    () => lasting('clock-skew', { node, skew: `${random.integer(600) - 300}s` }),
    () => lasting('registry-down'),
    () => lasting('slow-watch', { component, delay: `${1 + random.integer(30)}s` }),
    () => lasting('stale-informer', { component, resource: random.pick(RESOURCES) }),
    () => lasting('api-server-stopped'),
    () => ({ atMs, fault: 'api-server-restart', with: {} }),
    () => lasting('etcd-quorum-lost'),
    () => ({ atMs, fault: 'etcd-compaction', with: {} }),
    () => lasting('scheduler-stopped'),
    () => lasting('controller-manager-stopped'),
    () => lasting('controller-stopped', { controller: random.pick(targets.controllers) }),
  ]);
  return draw();
}
