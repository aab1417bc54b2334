/**
 * Pods of one namespace with the same labels, counted node by node: how many a selector matches is known without a look at each pod.
 *
 * Pods that are going do not count.
 *
 * Upstream: pkg/scheduler/framework/plugins/podtopologyspread/common.go (countPodsMatchSelector) goes through the pods of every node instead
 */
import type { Pod } from '../apimachinery/api/core-v1';
import type { Labels, Selector } from '../apimachinery/labels';

interface PodGroup {
  readonly labels: Labels;
  readonly counts: Map<string, number>;
}

/** How many pods a selector matches. */
export class MatchingPods {
  constructor(private readonly groups: readonly PodGroup[]) {}

  on(nodeName: string): number {
    let count = 0;
    for (const { counts } of this.groups) count += counts.get(nodeName) ?? 0;
    return count;
  }

  /** Nodes with such pods; a node may come more than once, its counts add up. */
  forEachNode(visit: (nodeName: string, count: number) => void): void {
    for (const { counts } of this.groups) for (const [nodeName, count] of counts) visit(nodeName, count);
  }
}

const NONE = new MatchingPods([]);

/** The groups of a namespace, found by each of their labels as well. */
class NamespaceGroups {
  readonly #all = new Map<string, PodGroup>();
  readonly #byLabel = new Map<string, Set<PodGroup>>();

  count(labels: Labels, nodeName: string, by: 1 | -1): void {
    const key = JSON.stringify(labels);
    let group = this.#all.get(key);
    if (!group) this.#add(key, (group = { labels, counts: new Map() }));
    const count = (group.counts.get(nodeName) ?? 0) + by;
    if (count !== 0) group.counts.set(nodeName, count);
    else if (group.counts.delete(nodeName) && group.counts.size === 0) this.#remove(key, group);
  }

  matching(selector: Selector): MatchingPods {
    const found: PodGroup[] = [];
    for (const group of this.#candidates(selector)) if (selector.matches(group.labels)) found.push(group);
    return found.length === 0 ? NONE : new MatchingPods(found);
  }

  /** Of the labels that the selector asks for, those of the rarest. */
  #candidates({ requirements }: Selector): Iterable<PodGroup> {
    let fewest: ReadonlySet<PodGroup> | undefined;
    for (const { key, operator, values } of requirements) {
      if (operator !== '=' && operator !== '==') continue;
      const having = this.#byLabel.get(`${key}=${values[0]}`);
      if (!having) return [];
      if (!fewest || having.size < fewest.size) fewest = having;
    }
    return fewest ?? this.#all.values();
  }

  #add(key: string, group: PodGroup): void {
    this.#all.set(key, group);
    for (const [label, value] of Object.entries(group.labels)) {
      const pair = `${label}=${value}`;
      const having = this.#byLabel.get(pair);
      if (having) having.add(group);
      else this.#byLabel.set(pair, new Set([group]));
    }
  }

  #remove(key: string, group: PodGroup): void {
    this.#all.delete(key);
    for (const [label, value] of Object.entries(group.labels)) {
      const pair = `${label}=${value}`;
      const having = this.#byLabel.get(pair)!;
      having.delete(group);
      if (having.size === 0) this.#byLabel.delete(pair);
    }
  }
}

export class PodGroups {
  readonly #byNamespace = new Map<string, NamespaceGroups>();

  add(pod: Pod): void {
    this.#count(pod, 1);
  }

  /** Takes away what was added: the same state of the pod. */
  remove(pod: Pod): void {
    this.#count(pod, -1);
  }

  /** The pod has changed, and stays where it is. */
  replace(before: Pod, after: Pod): void {
    const [old, current] = [before.metadata, after.metadata];
    if (old.labels === current.labels && old.deletionTimestamp === current.deletionTimestamp) return;
    this.remove(before);
    this.add(after);
  }

  /** Pods of a namespace that the selector matches; one of everything finds none. */
  matching(namespace: string, selector: Selector): MatchingPods {
    if (selector.empty) return NONE;
    return this.#byNamespace.get(namespace)?.matching(selector) ?? NONE;
  }

  #count({ metadata, spec }: Pod, by: 1 | -1): void {
    const { namespace = '', labels = {}, deletionTimestamp } = metadata;
    if (deletionTimestamp !== undefined) return;
    let groups = this.#byNamespace.get(namespace);
    if (!groups) this.#byNamespace.set(namespace, (groups = new NamespaceGroups()));
    groups.count(labels, spec?.nodeName ?? '', by);
  }
}
