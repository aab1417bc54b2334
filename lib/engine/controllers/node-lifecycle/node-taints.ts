/**
 * Writes a Node's taints, always upon what the API server has now.
 *
 * Upstream: pkg/controller/controller_utils.go (AddOrUpdateTaintOnNode, RemoveTaintOffNode), pkg/util/taints
 */
import type { Node, Taint } from '../../apimachinery/api/core-v1';
import { sameJson } from '../../apimachinery/same-json';
import { isStatusError } from '../../apimachinery/status-error';
import { formatTime } from '../../apimachinery/time';
import type { Client } from '../../client/client';
import type { Clock } from '../../clock/clock';

/** What makes a taint the same one: a node has it once. */
export type TaintIdentity = Pick<Taint, 'key' | 'effect'>;

export function sameTaint(a: TaintIdentity, b: TaintIdentity): boolean {
  return a.key === b.key && a.effect === b.effect;
}

export function hasTaint({ spec }: Node, taint: TaintIdentity): boolean {
  return spec?.taints?.some((present) => sameTaint(present, taint)) ?? false;
}

export class NodeTaints {
  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
  ) {}

  /** Adds taints as of now, then takes others away if the node, as the caller sees it, has any of them. */
  swap(node: Node, added: readonly TaintIdentity[], removed: readonly TaintIdentity[]): void {
    const timeAdded = formatTime(this.clock.now());
    if (added.length > 0) {
      this.#change(node.metadata.name, (taints) =>
        added.reduce<readonly Taint[]>((list, taint) => withTaint(list, { ...taint, timeAdded }), taints),
      );
    }
    this.remove(node, removed);
  }

  remove(node: Node, removed: readonly TaintIdentity[]): void {
    if (!removed.some((taint) => hasTaint(node, taint))) return;
    this.#change(node.metadata.name, (taints) =>
      taints.filter((present) => !removed.some((taint) => sameTaint(present, taint))),
    );
  }

  /** Does nothing to a node that is gone. */
  #change(name: string, change: (taints: readonly Taint[]) => readonly Taint[]): void {
    const nodes = this.client.resource<Node>('nodes');
    const before = nodes.find(name)?.spec?.taints ?? [];
    const taints = change(before);
    if (sameJson(before, taints)) return;
    try {
      nodes.patch(name, '', 'merge', { spec: { taints: taints.length > 0 ? taints : null } });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }
}

function withTaint(taints: readonly Taint[], taint: Taint): readonly Taint[] {
  if (!taints.some((present) => sameTaint(present, taint))) return [...taints, taint];
  return taints.map((present) => (sameTaint(present, taint) ? taint : present));
}
