/**
 * Amounts of resources: nothing smaller than a thousandth is kept.
 *
 * Upstream: pkg/apis/core/v1/defaults.go (SetDefaults_ResourceList)
 */
import type { ResourceRequirements } from '../../../apimachinery/api/core-v1';
import { Quantity } from '../../../apimachinery/quantity';
import { completed } from '../../defaults';
import type { ResourceList } from './pod-types';

const MILLI = -3;

/** The list with each amount rounded up to thousandths; the same list where nothing is rounded. */
export function roundedResources(list: ResourceList): ResourceList {
  let rounded: Record<string, string> | undefined;
  for (const [name, text] of Object.entries(list)) {
    const after = Quantity.parse(text).roundUp(MILLI).toString();
    if (after !== text) (rounded ??= { ...list })[name] = after;
  }
  return rounded ?? list;
}

export function roundedRequirements<T extends ResourceRequirements>(requirements: T): T {
  return completed(completed(requirements, 'limits', rounded), 'requests', rounded);
}

function rounded(list: ResourceList | undefined): NonNullable<ResourceList> {
  return roundedResources(list ?? {});
}
