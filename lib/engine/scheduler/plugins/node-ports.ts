/**
 * Two pods cannot use the same port of a node.
 *
 * Upstream: pkg/scheduler/framework/plugins/nodeports
 */
import { unschedulable, type Plugin } from '../framework';
import { hostPortsOf } from '../../apimachinery/host-ports';

export const nodePorts: Plugin = {
  name: 'NodePorts',
  wakesOn: ['PodDeleted', 'NodeAdded'],
  preFilter: (_state, pod) => (hostPortsOf(pod).length === 0 ? { skip: true } : undefined),
  filter: (_state, pod, node) =>
    hostPortsOf(pod).some((port) => node.hostPorts.clash(port))
      ? unschedulable("node(s) didn't have free ports for the requested pod ports")
      : undefined,
};
