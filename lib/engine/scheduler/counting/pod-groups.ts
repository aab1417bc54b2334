/**
 * Pods of one namespace with the same labels, counted node by node: how many of them a rule matches is worked out group by group, once, and
 * followed from then on.
 *
 * Upstream: pkg/scheduler/framework/plugins/podtopologyspread/common.go (countPodsMatchSelector) and interpodaffinity/filtering.go go
 * through the pods of every node for each pod instead
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import type { Labels, Requirement } from '../../apimachinery/labels';
import { LeastRecentlyUsed } from '../../client/least-recently-used';
import type { NodeInfo } from '../node-info';
import { NodeCounts } from './node-counts';

/** So many rules are followed at a time. */
const RULES = 512;

/** What pods of a group have in common. */
export interface GroupTraits {
  readonly namespace: string;
  readonly labels: Labels;
  /** They are being deleted. */
  readonly isLeaving: boolean;
}

/** Which pods are counted; rules with the same key say the same. */
export interface PodRule {
  readonly key: string;
  /** The namespace that all of them are in; undefined where there may be several. */
  readonly namespace?: string;
  /** Requirements that all of them meet; those for one value of a label find groups faster. */
  readonly requirements: readonly Requirement[];
  matches(group: GroupTraits): boolean;
}

interface PodGroup extends GroupTraits {
  readonly key: string;
  readonly counts: Map<NodeInfo, number>;
  readonly followers: Set<FollowedRule>;
}

interface FollowedRule {
  readonly rule: PodRule;
  readonly counts: NodeCounts;
  readonly groups: Set<PodGroup>;
}

/** The groups of a namespace, found by each of their labels as well. */
class NamespaceGroups {
  readonly #all = new Map<string, PodGroup>();
  readonly #byLabel = new Map<string, Set<PodGroup>>();

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  get(key: string): PodGroup | undefined {
    return this.#all.get(key);
  }

  add(group: PodGroup): void {
    this.#all.set(group.key, group);
    for (const [label, value] of Object.entries(group.labels)) {
      const pair = `${label}=${value}`;
      const having = this.#byLabel.get(pair);
      if (having) having.add(group);
      else this.#byLabel.set(pair, new Set([group]));
    }
  }

  remove(group: PodGroup): void {
    this.#all.delete(group.key);
    for (const [label, value] of Object.entries(group.labels)) {
      const pair = `${label}=${value}`;
      const having = this.#byLabel.get(pair)!;
      having.delete(group);
      if (having.size === 0) this.#byLabel.delete(pair);
    }
  }

  /** All that the rule may match: of the labels that it asks for, those that have the rarest. */
  candidates({ requirements }: PodRule): Iterable<PodGroup> {
    let fewest: ReadonlySet<PodGroup> | undefined;
    for (const { key, operator, values } of requirements) {
      if (operator !== '=' && operator !== '==') continue;
      const having = this.#byLabel.get(`${key}=${values[0]}`);
      if (!having) return [];
      if (!fewest || having.size < fewest.size) fewest = having;
    }
    return fewest ?? this.#all.values();
  }
}

export class PodGroups {
  readonly #byNamespace = new Map<string, NamespaceGroups>();
  /** By namespace, '' for those of several. */
  readonly #rules = new Map<string, Set<FollowedRule>>();
  readonly #followed = new LeastRecentlyUsed<FollowedRule>(RULES, (rule) => this.#unfollow(rule));

  add(pod: Pod, node: NodeInfo): void {
    this.#count(pod, node, 1);
  }

  /** Takes away what was added: the same state of the pod. */
  remove(pod: Pod, node: NodeInfo): void {
    this.#count(pod, node, -1);
  }

  /** The pod has changed, and stays where it is. */
  replace(before: Pod, after: Pod, node: NodeInfo): void {
    const [old, current] = [before.metadata, after.metadata];
    if (old.labels === current.labels && old.deletionTimestamp === current.deletionTimestamp) return;
    this.add(after, node);
    this.remove(before, node);
  }

  /** How many pods the rule matches. */
  counted(rule: PodRule): NodeCounts {
    const known = this.#followed.get(rule.key);
    if (known) return known.counts;
    const followed: FollowedRule = { rule, counts: new NodeCounts(), groups: new Set() };
    for (const groups of this.#groupsFor(rule)) {
      for (const group of groups.candidates(rule)) this.#attach(followed, group);
    }
    this.#followed.set(rule.key, followed);
    const { namespace = '' } = rule;
    const others = this.#rules.get(namespace) ?? new Set();
    this.#rules.set(namespace, others.add(followed));
    return followed.counts;
  }

  /** What rules over several namespaces say may have changed, as namespaces have. */
  namespacesChanged(): void {
    for (const followed of this.#rules.get('') ?? []) this.#followed.delete(followed.rule.key);
  }

  #groupsFor({ namespace }: PodRule): Iterable<NamespaceGroups> {
    if (namespace === undefined) return this.#byNamespace.values();
    const groups = this.#byNamespace.get(namespace);
    return groups ? [groups] : [];
  }

  #attach(followed: FollowedRule, group: PodGroup): void {
    if (!followed.rule.matches(group)) return;
    followed.groups.add(group);
    group.followers.add(followed);
    for (const [node, count] of group.counts) followed.counts.add(node, count);
  }

  #unfollow(followed: FollowedRule): void {
    const { namespace = '' } = followed.rule;
    const others = this.#rules.get(namespace)!;
    others.delete(followed);
    if (others.size === 0) this.#rules.delete(namespace);
    for (const group of followed.groups) group.followers.delete(followed);
    followed.counts.release();
  }

  #count({ metadata }: Pod, node: NodeInfo, by: 1 | -1): void {
    const { namespace = '', labels = {}, deletionTimestamp } = metadata;
    const isLeaving = deletionTimestamp !== undefined;
    const key = `${isLeaving ? '-' : '+'}${JSON.stringify(labels)}`;
    const group = this.#byNamespace.get(namespace)?.get(key) ?? this.#begin({ key, namespace, labels, isLeaving });
    const count = (group.counts.get(node) ?? 0) + by;
    if (count !== 0) group.counts.set(node, count);
    else group.counts.delete(node);
    for (const { counts } of group.followers) counts.add(node, by);
    if (group.counts.size === 0) this.#end(group);
  }

  #begin(traits: GroupTraits & { readonly key: string }): PodGroup {
    const group: PodGroup = { ...traits, counts: new Map(), followers: new Set() };
    let groups = this.#byNamespace.get(group.namespace);
    if (!groups) this.#byNamespace.set(group.namespace, (groups = new NamespaceGroups()));
    groups.add(group);
    for (const namespace of [group.namespace, '']) {
      for (const followed of this.#rules.get(namespace) ?? []) this.#attach(followed, group);
    }
    return group;
  }

  #end(group: PodGroup): void {
    const groups = this.#byNamespace.get(group.namespace)!;
    groups.remove(group);
    if (groups.isEmpty) this.#byNamespace.delete(group.namespace);
    for (const followed of group.followers) followed.groups.delete(group);
  }
}
