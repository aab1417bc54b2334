/**
 * Cordoned nodes take only pods that tolerate it.
 *
 * Upstream: pkg/scheduler/framework/plugins/nodeunschedulable
 */
import { unresolvable, type Plugin } from '../framework';
import { tolerates } from '../../apimachinery/tolerations';

const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  wakesOn: ['NodeAdded', 'NodeTaint'],
  traitsOf: ({ spec }) => JSON.stringify(spec?.tolerations),
  filter: (_state, pod, { node }) => {
    if (!node.spec?.unschedulable) return undefined;
    const tolerated = (pod.spec?.tolerations ?? []).some((toleration) => tolerates(toleration, TAINT));
    return tolerated ? undefined : unresolvable('node(s) were unschedulable');
  },
};
