/**
 * Nodes repel pods by taints; among the others those with fewer taints of effect PreferNoSchedule are better.
 *
 * Upstream: pkg/scheduler/framework/plugins/tainttoleration
 */
import type { Toleration } from '../../apimachinery/api/core-v1';
import { normalizeToMax, unresolvable, type Plugin } from '../framework';
import { tolerates, untolerated } from '../../apimachinery/tolerations';

const NAME = 'TaintToleration';
const PREFER = 'PreferNoSchedule';

export const taintToleration: Plugin = {
  name: NAME,
  wakesOn: ['NodeAdded', 'NodeTaint'],
  traitsOf: ({ spec }) => JSON.stringify(spec?.tolerations),
  filter: (_state, pod, { node }) => {
    const taint = untolerated(node.spec?.taints, pod.spec?.tolerations, ['NoSchedule', 'NoExecute']);
    return taint && unresolvable(`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`);
  },
  score: {
    prepare: (state, pod) => {
      const preferring = (pod.spec?.tolerations ?? []).filter(({ effect }) => !effect || effect === PREFER);
      state.set(NAME, preferring);
      return true;
    },
    of: (state, _pod, { node }) => {
      const tolerations = state.get<readonly Toleration[]>(NAME) ?? [];
      const taints = (node.spec?.taints ?? []).filter(({ effect }) => effect === PREFER);
      return taints.filter((taint) => !tolerations.some((toleration) => tolerates(toleration, taint))).length;
    },
    normalize: (_state, _pod, scores) => normalizeToMax(scores, true),
  },
};
