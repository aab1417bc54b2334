/**
 * LimitRange: what pods, containers and claims of a namespace get and may ask for.
 *
 * Upstream: pkg/registry/core/limitrange/strategy.go, pkg/apis/core/validation/validation.go (ValidateLimitRange),
 * pkg/apis/core/v1/defaults.go (SetDefaults_LimitRangeItem)
 */
import { keepWriting } from '../../apimachinery/json/decode';
import type { KubeObject } from '../../apimachinery/object-meta';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { withMetadata } from '../core';
import { completed, eachCompleted, rewrite } from '../defaults';
import { fields } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { limitsRule, LIMIT_LISTS, type LimitRangeItem } from './limit-range/limits-rule';
import { roundedResources } from './pod/resource-list-defaults';

type LimitRangeSpec = { readonly limits?: readonly LimitRangeItem[] | null };

type LimitRange = KubeObject<{ readonly spec?: LimitRangeSpec }>;

export const limitRanges = kindStrategy<LimitRange>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => rewrite(draft as LimitRange, complete),
  prepareForCreate: (object, { random }) =>
    object.metadata.name ? object : withMetadata(object, { name: random.uuid() }),
  rule: fields<LimitRange>({ spec: fields<LimitRangeSpec>({ limits: limitsRule }) }),
  onUpdate: ['object'],
  allowCreateOnUpdate: true,
});

function complete(range: LimitRange): LimitRange {
  return completed(range, 'spec', (spec) => completed(spec, 'limits', (items) => eachCompleted(items, completeItem)));
}

function completeItem(item: LimitRangeItem): LimitRangeItem {
  const known = item.type === 'Container' ? withContainerDefaults(item) : item;
  return LIMIT_LISTS.reduce((before, list) => completed(before, list, roundedResources), known);
}

/** A container's limit is the most that it may have, its request the limit or the least, unless they are named. */
function withContainerDefaults(item: LimitRangeItem): LimitRangeItem {
  const { max, min, default: given, defaultRequest } = item;
  const limits = keepWriting({ ...max, ...given }, max, given);
  const requests = keepWriting({ ...min, ...limits, ...defaultRequest }, min, limits, defaultRequest);
  return {
    ...item,
    ...(Object.keys(limits).length > 0 ? { default: limits } : {}),
    ...(Object.keys(requests).length > 0 ? { defaultRequest: requests } : {}),
  };
}
