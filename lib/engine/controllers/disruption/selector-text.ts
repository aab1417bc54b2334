/**
 * A label selector as Go prints its struct, which an event shows.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/generated.pb.go (String)
 */
import { compareText } from '../../apimachinery/go-text';
import type { LabelSelector } from '../../apimachinery/labels';

export function selectorText(selector: LabelSelector | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => compareText(a, b));
  const requirements = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return [
    `&LabelSelector{MatchLabels:map[string]string{${labels.map(([name, value]) => `${name}: ${value},`).join('')}},`,
    `MatchExpressions:[]LabelSelectorRequirement{${requirements.join('')}},}`,
  ].join('');
}
