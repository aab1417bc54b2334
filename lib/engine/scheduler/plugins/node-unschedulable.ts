/**
 * Cordoned nodes take only pods that tolerate it.
 *
 * Upstream: pkg/scheduler/framework/plugins/nodeunschedulable
 */
import { unresolvable, type Plugin } from '../framework';
import { tolerates } from '../../apimachinery/tolerations';
import { tolerationsOf } from '../pod-traits';

const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const REFUSED = unresolvable('node(s) were unschedulable');

export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  wakesOn: ['NodeAdded', 'NodeTaint'],
  traitsOf: tolerationsOf,
  filter: (_state, pod) => {
    const isTolerated = (pod.spec?.tolerations ?? []).some((toleration) => tolerates(toleration, TAINT));
    return ({ node }) => (node.spec?.unschedulable && !isTolerated ? REFUSED : undefined);
  },
};
