/**
 * Nodes repel pods by taints; among the others those with fewer taints of effect PreferNoSchedule are better.
 *
 * Upstream: pkg/scheduler/framework/plugins/tainttoleration
 */
import type { Taint } from '../../apimachinery/api/core-v1';
import { NODE_UPDATES, normalizeToMax, unresolvable, type Plugin } from '../framework';
import { tolerates, untolerated } from '../../apimachinery/tolerations';
import { tolerationsOf } from '../pod-traits';

const PREFER = 'PreferNoSchedule';

export const taintToleration: Plugin = {
  name: 'TaintToleration',
  wakesOn: ['NodeAdded', ...NODE_UPDATES],
  traitsOf: tolerationsOf,
  filter:
    (_state, { spec }) =>
    ({ node }) => {
      const taint = untolerated(node.spec?.taints, spec?.tolerations, ['NoSchedule', 'NoExecute']);
      return taint && unresolvable(`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`);
    },
  score: {
    prepare: () => true,
    of: (_state, pod) => {
      const tolerations = (pod.spec?.tolerations ?? []).filter(({ effect }) => !effect || effect === PREFER);
      const isUntolerated = (taint: Taint): boolean =>
        taint.effect === PREFER && !tolerations.some((toleration) => tolerates(toleration, taint));
      return ({ node }) => (node.spec?.taints ?? []).filter(isUntolerated).length;
    },
    normalize: (_state, _pod, scores) => normalizeToMax(scores, true),
  },
};
