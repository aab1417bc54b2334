/**
 * A selector as Go prints a pointer to it, which is how conditions name an external metric.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/generated.pb.go (LabelSelector.String)
 */
import type { LabelSelector } from '../../apimachinery/labels';

export function selectorText(selector: LabelSelector | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}
