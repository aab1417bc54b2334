/**
 * A number that may be a percentage of another: `25%` of 10.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/intstr/intstr.go (GetScaledValueFromIntOrPercent)
 */
export function scaledValue(value: number | string, total: number, rounding: 'up' | 'down'): number {
  if (typeof value === 'number') return value;
  const exact = (Number(value.replace(/%$/, '')) * total) / 100;
  return rounding === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
