/**
 * Gives each Node a range of addresses for its pods.
 *
 * Watches: Nodes. Writes: Nodes' spec.podCIDRs, Events.
 * Upstream: pkg/controller/nodeipam/ipam/range_allocator.go
 */
import type { Node } from '../apimachinery/api/core-v1';
import { IpRange } from '../apimachinery/ip-address';
import { isStatusError, StatusError } from '../apimachinery/status-error';
import { ReconcilingController, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import type { ControllerManagerOptions } from './controller-manager-options';
import { RangeSet } from './node-ipam/range-set';

export class NodeIpamController extends ReconcilingController {
  readonly name = 'node-ipam-controller';
  readonly #nodes: Informer<Node>;
  /** One for each family of addresses. */
  readonly #sets: readonly RangeSet[];
  readonly #enabled: boolean;

  constructor(context: ControllerContext, options: ControllerManagerOptions) {
    super(context);
    this.#nodes = context.informers.of<Node>('nodes');
    this.#enabled = options.allocateNodeCidrs;
    this.#sets = rangesOf(options.clusterCidr).map((range) => {
      const prefixLength = range.family === 6 ? options.nodeCidrMaskSizeIpv6 : options.nodeCidrMaskSize;
      const set = new RangeSet(range, prefixLength);
      for (const services of rangesOf(options.serviceClusterIpRange)) set.occupy(services);
      return set;
    });
  }

  start(): void {
    if (!this.#enabled) return;
    this.#nodes.addHandlers({
      added: (node) => {
        this.#ranges(node).forEach((range, index) => this.#sets[index]?.occupy(range));
        this.queue.add(node.metadata.name);
      },
      updated: (_before, after) => {
        if (this.#ranges(after).length === 0) this.queue.add(after.metadata.name);
      },
      deleted: (node) => this.#ranges(node).forEach((range, index) => this.#sets[index]?.release(range)),
    });
  }

  reconcile(name: string): void {
    const node = this.#nodes.get(name);
    if (!node || this.#ranges(node).length > 0) return;
    const fresh = this.context.client.resource<Node>('nodes').find(name);
    if (!fresh || this.#ranges(fresh).length > 0) return;
    const podCIDRs: string[] = [];
    for (const set of this.#sets) {
      const range = set.allocate();
      if (range === undefined) {
        this.#release(podCIDRs);
        return this.#tell(node, 'CIDRNotAvailable');
      }
      podCIDRs.push(range);
    }
    this.#assign(node, podCIDRs);
  }

  #assign(node: Node, podCIDRs: readonly string[]): void {
    const body = { spec: { podCIDR: podCIDRs[0], podCIDRs } };
    try {
      this.context.client.resource<Node>('nodes').patch(node.metadata.name, '', 'strategic', body);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.#release(podCIDRs);
      if (isStatusError(error, 'NotFound')) return;
      this.#tell(node, 'CIDRAssignmentFailed');
      throw error;
    }
  }

  #release(podCIDRs: readonly string[]): void {
    podCIDRs.forEach((text, index) => this.#sets[index]?.release(IpRange.parse(text)!));
  }

  #ranges({ spec }: Node): readonly IpRange[] {
    return (spec?.podCIDRs ?? []).flatMap((text) => IpRange.parse(text) ?? []);
  }

  #tell({ metadata: { name, uid } }: Node, reason: string): void {
    const subject = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid } };
    this.context.events.event(subject, 'Normal', reason, `Node ${name} status is now: ${reason}`);
  }
}

/** Ranges as flags list them, the comma between. */
function rangesOf(text: string): readonly IpRange[] {
  return text.split(',').flatMap((range) => IpRange.parse(range.trim()) ?? []);
}
