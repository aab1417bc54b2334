/**
 * Points for how much of a node's resources would be used: the less the better, the more the better, or as a curve says.
 *
 * Upstream: pkg/scheduler/framework/plugins/noderesources/{least_allocated,most_allocated,requested_to_capacity_ratio,resource_allocation}.go
 */
import type { ScoringStrategy, ShapePoint } from './configuration/plugin-arguments';
import { MAX_SCORE } from './framework';
import type { NodeInfo } from './node-info';
import type { PodDemands } from './pod-demands';
import { isScalar } from '../apimachinery/pod-resources';

/** Points on the curve are given in tenths. */
const SHAPE_SCALE = MAX_SCORE / 10;

export function resourceScorer({
  type,
  resources,
  shape,
}: ScoringStrategy): (demands: PodDemands, node: NodeInfo) => number {
  const byRatio = type === 'RequestedToCapacityRatio';
  const scoreOf = scorers(shape)[type];
  return (demands, node) => {
    let sum = 0;
    let weights = 0;
    for (const { name, weight } of resources) {
      const capacity = node.allocatable.get(name) ?? 0;
      const counted = isScalar(name) || name === 'ephemeral-storage' ? node.requested : node.comparable;
      const wanted = demands.comparable.get(name) ?? 0;
      if (capacity === 0 || (wanted === 0 && isScalar(name))) continue;
      const score = scoreOf((counted.get(name) ?? 0) + wanted, capacity);
      // On a curve nothing counts that gives nothing.
      if (byRatio && score <= 0) continue;
      sum += score * weight;
      weights += weight;
    }
    if (weights === 0) return 0;
    return byRatio ? Math.round(sum / weights) : Math.floor(sum / weights);
  };
}

type ResourceScore = (requested: number, capacity: number) => number;

function scorers(shape: readonly ShapePoint[]): Readonly<Record<ScoringStrategy['type'], ResourceScore>> {
  return {
    LeastAllocated: (requested, capacity) =>
      requested > capacity ? 0 : Math.floor(((capacity - requested) * MAX_SCORE) / capacity),
    MostAllocated: (requested, capacity) => Math.floor((Math.min(requested, capacity) * MAX_SCORE) / capacity),
    RequestedToCapacityRatio: (requested, capacity) =>
      onCurve(shape, requested > capacity ? 100 : Math.floor((requested * 100) / capacity)),
  };
}

/** Straight lines between the points, level before the first and after the last. */
function onCurve(shape: readonly ShapePoint[], utilization: number): number {
  const next = shape.findIndex((point) => utilization <= point.utilization);
  if (next === 0) return shape[0]!.score * SHAPE_SCALE;
  if (next < 0) return shape.at(-1)!.score * SHAPE_SCALE;
  const [before, after] = [shape[next - 1]!, shape[next]!];
  const rise = (after.score - before.score) * SHAPE_SCALE * (utilization - before.utilization);
  return before.score * SHAPE_SCALE + Math.trunc(rise / (after.utilization - before.utilization));
}
