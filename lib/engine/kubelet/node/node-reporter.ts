/**
 * Tells the cluster about the node: its conditions.
 *
 * Upstream: pkg/kubelet/kubelet_node_status.go
 */
import type { Node } from '../../apimachinery/api/core-v1';
import { StatusError } from '../../apimachinery/status-error';
import { formatTime } from '../../apimachinery/time';
import type { KubeletContext } from '../kubelet-context';
import { conditionsAt } from '../node-object';

export class NodeReporter {
  constructor(private readonly context: KubeletContext) {}

  /** Reports at once. */
  start(): void {
    const { client, nodeName, clock } = this.context;
    const nodes = client.resource<Node>('nodes');
    const node = nodes.find(nodeName);
    if (!node) return;
    try {
      nodes.updateStatus({ ...node, status: { ...node.status, conditions: conditionsAt(formatTime(clock.now())) } });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }

  /** Says nothing any more. */
  stop(): void {}
}
