/**
 * A pod that names its node fits nowhere else.
 *
 * Upstream: pkg/scheduler/framework/plugins/nodename
 */
import { unresolvable, type Plugin } from '../framework';

export const nodeName: Plugin = {
  name: 'NodeName',
  wakesOn: ['NodeAdded'],
  traitsOf: ({ spec }) => spec?.nodeName ?? '',
  filter: (_state, pod, node) => {
    const wanted = pod.spec?.nodeName ?? '';
    return wanted === '' || wanted === node.name
      ? undefined
      : unresolvable("node(s) didn't match the requested node name");
  },
};
