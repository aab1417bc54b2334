/**
 * Faults that a pod spec may keep because the stored object already has them.
 *
 * Upstream: pkg/api/pod/util.go (GetValidationOptionsFromPodSpecAndMeta)
 */
import type { PodAffinity, PodSpec } from '../../../apimachinery/api/core-v1';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { labelSelectorRule } from '../../validation/label-selector';
import { faultsOf } from '../../validation/rules';
import { isHugePages, isWholePages } from '../../validation/resource-names';
import { Quantity } from '../../../apimachinery/quantity';
import type { PodTemplateSpec, ResourceList } from './pod-types';
import { deletionCostOf } from './deletion-cost';
import type { LabelSelector } from '../../../apimachinery/labels';

export interface ToleratedFaults {
  /** The deletion cost in the annotations is no number. */
  readonly deletionCost: boolean;
  /** Amounts of huge pages that are no whole pages. */
  readonly brokenHugePages: boolean;
  /** Values in the selectors of pod affinity that are no label values. */
  readonly affinitySelectors: boolean;
  /** Selectors of topology spread constraints that are wrong in any way. */
  readonly spreadSelectors: boolean;
}

const NONE: ToleratedFaults = {
  deletionCost: false,
  brokenHugePages: false,
  affinitySelectors: false,
  spreadSelectors: false,
};

/** What is tolerated in a change of `old`; nothing in a new object. */
export function toleratedFaults(old: PodTemplateSpec | undefined): ToleratedFaults {
  if (!old) return NONE;
  const { spec, metadata } = old;
  return {
    deletionCost: deletionCostOf(metadata?.annotations ?? {}) === undefined,
    brokenHugePages: hasBrokenHugePages(spec),
    affinitySelectors: affinitySelectorsOf(spec).some(isFaulty),
    spreadSelectors: (spec.topologySpreadConstraints ?? []).some(({ labelSelector }) => isFaulty(labelSelector)),
  };
}

function hasBrokenHugePages({ containers, initContainers = [], ephemeralContainers = [], overhead }: PodSpec): boolean {
  const resources = [...initContainers, ...containers, ...ephemeralContainers].map((container) => container.resources);
  return [...resources.flatMap((each) => [each?.limits, each?.requests]), overhead].some(isBroken);
}

function isBroken(list: ResourceList | undefined): boolean {
  return Object.entries(list ?? {}).some(
    ([name, text]) => isHugePages(name) && !isWholePages(name, Quantity.parse(text)),
  );
}

function affinitySelectorsOf({ affinity }: PodSpec): (LabelSelector | undefined)[] {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((kind) =>
    termsOf(kind).flatMap(({ labelSelector, namespaceSelector }) => [labelSelector, namespaceSelector]),
  );
}

function termsOf(
  affinity: PodAffinity | undefined,
): NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']> {
  return [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => term.podAffinityTerm),
  ];
}

function isFaulty(selector: LabelSelector | undefined): boolean {
  return faultsOf(labelSelectorRule, selector, FieldPath.root).length > 0;
}
