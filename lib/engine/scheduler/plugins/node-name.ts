/**
 * A pod that names its node fits nowhere else.
 *
 * Upstream: pkg/scheduler/framework/plugins/nodename
 */
import { NODE_UPDATES, unresolvable, type Plugin } from '../framework';

const REFUSED = unresolvable("node(s) didn't match the requested node name");

export const nodeName: Plugin = {
  name: 'NodeName',
  wakesOn: ['NodeAdded', ...NODE_UPDATES],
  traitsOf: ({ spec }) => spec?.nodeName ?? '',
  filter: (_state, pod) => {
    const wanted = pod.spec?.nodeName ?? '';
    return ({ name }) => (wanted === '' || wanted === name ? undefined : REFUSED);
  },
};
