/** What several plugins look at in a pod, as texts: what is the same for two pods reads the same. */
import type { Pod } from '../apimachinery/api/core-v1';
import { demandsOf } from './pod-demands';

/** What it asks for of each resource. */
export function amountsOf(pod: Pod): string {
  return demandsOf(pod).amounts;
}

/** The taints that it puts up with. */
export function tolerationsOf({ spec }: Pod): string {
  let text = '';
  for (const { key = '', operator = '', value = '', effect = '' } of spec?.tolerations ?? []) {
    text += `${key} ${operator} ${value} ${effect}\n`;
  }
  return text;
}

/** The nodes that it chooses by their labels. */
export function nodeChoiceOf({ spec }: Pod): string {
  const { nodeSelector, affinity } = spec ?? {};
  if (!nodeSelector && !affinity?.nodeAffinity) return '';
  return JSON.stringify([nodeSelector, affinity?.nodeAffinity]);
}
