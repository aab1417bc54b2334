/**
 * How the zones of the cluster fare, which decides how fast nodes in them are given up.
 *
 * Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (ComputeZoneState), staging/src/k8s.io/component-helpers/node/topology
 */
import type { Node } from '../../apimachinery/api/core-v1';

export type ZoneState = 'Initial' | 'Normal' | 'FullDisruption' | 'PartialDisruption';

const EXCLUDED = 'node.kubernetes.io/exclude-disruption';
const ZONE_LABELS = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];
const REGION_LABELS = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'];
/** With fewer nodes down than this a zone is not disrupted in part. */
const MIN_UNREADY_NODES = 3;

/** Region and zone of a node; empty where it has neither. */
export function zoneOf({ metadata }: Node): string {
  const first = (names: readonly string[]): string =>
    names.map((name) => metadata.labels?.[name]).find((value) => value) ?? '';
  const [region, zone] = [first(REGION_LABELS), first(ZONE_LABELS)];
  return region === '' && zone === '' ? '' : `${region}:\0:${zone}`;
}

/** Some nodes say that they do not count. */
export function countsForZone({ metadata }: Node): boolean {
  return metadata.labels?.[EXCLUDED] === undefined;
}

interface ZoneCount {
  ready: number;
  unready: number;
}

/** Counts nodes by zone, as they come, go and change. */
export class ZoneCounts {
  readonly #zones = new Map<string, ZoneCount>();
  readonly #nodes = new Map<string, { readonly zone: string; readonly ready: boolean }>();

  /** Zones with nodes that count. */
  zones(): readonly string[] {
    return [...this.#zones.keys()];
  }

  size(zone: string): number {
    const { ready, unready } = this.#zones.get(zone) ?? { ready: 0, unready: 0 };
    return ready + unready;
  }

  state(zone: string, unhealthyThreshold: number): ZoneState {
    const { ready, unready } = this.#zones.get(zone) ?? { ready: 0, unready: 0 };
    if (ready === 0 && unready > 0) return 'FullDisruption';
    const partly = unready >= MIN_UNREADY_NODES && unready / (unready + ready) >= unhealthyThreshold;
    return partly ? 'PartialDisruption' : 'Normal';
  }

  /** Whether anything is other than before. */
  set(node: Node, ready: boolean): boolean {
    const { name } = node.metadata;
    const known = this.#nodes.get(name);
    const zone = zoneOf(node);
    const counts = countsForZone(node);
    if (counts && known?.zone === zone && known.ready === ready) return false;
    const forgotten = this.forget(name);
    if (!counts) return forgotten;
    this.#nodes.set(name, { zone, ready });
    const count = this.#zones.get(zone) ?? { ready: 0, unready: 0 };
    count[ready ? 'ready' : 'unready']++;
    this.#zones.set(zone, count);
    return true;
  }

  forget(name: string): boolean {
    const known = this.#nodes.get(name);
    if (!known) return false;
    this.#nodes.delete(name);
    const count = this.#zones.get(known.zone)!;
    count[known.ready ? 'ready' : 'unready']--;
    if (count.ready + count.unready === 0) this.#zones.delete(known.zone);
    return true;
  }
}
