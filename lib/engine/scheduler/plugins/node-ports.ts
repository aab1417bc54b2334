/**
 * Two pods cannot use the same port of a node.
 *
 * Upstream: pkg/scheduler/framework/plugins/nodeports
 */
import { NODE_UPDATES, unschedulable, type Plugin } from '../framework';
import { demandsOf } from '../pod-demands';

const REFUSED = unschedulable("node(s) didn't have free ports for the requested pod ports");

export const nodePorts: Plugin = {
  name: 'NodePorts',
  wakesOn: ['PodDeleted', 'NodeAdded', ...NODE_UPDATES],
  traitsOf: (pod) => {
    const { hostPorts } = demandsOf(pod);
    return hostPorts.length === 0 ? '' : JSON.stringify(hostPorts);
  },
  preFilter: (_state, pod) => (demandsOf(pod).hostPorts.length === 0 ? { skip: true } : undefined),
  filter: (_state, pod) => {
    const { hostPorts } = demandsOf(pod);
    return (node) => (hostPorts.some((port) => node.hostPorts.clash(port)) ? REFUSED : undefined);
  },
};
