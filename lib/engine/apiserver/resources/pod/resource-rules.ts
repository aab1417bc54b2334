/**
 * What a container asks for and may use.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateResourceRequirements, validateContainerResourceName)
 * Differs: `claims` are not looked at; they are dropped while DynamicResourceAllocation is off.
 */
import type { ResourceRequirements } from '../../../apimachinery/api/core-v1';
import { amountAsWritten } from '../../../apimachinery/json/decode';
import { Quantity } from '../../../apimachinery/quantity';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { GoValue } from '../../../apimachinery/validation/go-value';
import { qualifiedNameFaults } from '../../../apimachinery/validation/names';
import {
  isContainerResource,
  isExtendedResource,
  isHugePages,
  isIntegerResource,
  isNativeResource,
  isOvercommitAllowed,
  isStandardResource,
  isWholePages,
} from '../../validation/resource-names';
import { given, type Report, type Rule } from '../../validation/rules';
import type { ResourceList } from './pod-types';
import type { PodContext } from './pod-context';

/** A name that a resource may have anywhere. */
export const resourceNameRule: Rule<string> = given((name, at, report) => {
  const faults = qualifiedNameFaults(name);
  for (const fault of faults) report(FieldError.invalid(at, name, fault));
  if (faults.length === 0 && !name.includes('/') && !isStandardResource(name)) {
    report(FieldError.invalid(at, name, 'must be a standard resource type or fully qualified'));
  }
});

/** A name that a container may ask for. */
export const containerResourceNameRule: Rule<string> = given((name, at, report, context) => {
  resourceNameRule(name, at, report, context);
  if (!name.includes('/')) {
    if (!isContainerResource(name)) report(FieldError.invalid(at, name, 'must be a standard resource for containers'));
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    report(FieldError.invalid(at, name, "doesn't follow extended resource name standard"));
  }
});

/** An amount that the resource `name` may have. */
export function resourceAmountRule(name: string): Rule<Quantity> {
  return given((amount, at, report) => {
    if (amount.sign < 0) {
      report(FieldError.invalid(at, amount.toString(), 'must be greater than or equal to 0'));
    }
    if (isIntegerResource(name) && !amount.isExactAt(0)) {
      report(FieldError.invalid(at, new GoValue(amount.goSyntax(false)), 'must be an integer'));
    }
  });
}

function sortedAmounts(list: ResourceList | undefined): (readonly [string, Quantity])[] {
  const names = Object.keys(list ?? {}).sort();
  return names.map((name) => [name, amountAsWritten(list!, name)]);
}

function hugePagesFaults(name: string, amount: Quantity, at: FieldPath, report: Report, context: PodContext): void {
  if (!isHugePages(name) || context.tolerated.brokenHugePages || isWholePages(name, amount)) return;
  const text = amount.toString();
  report(FieldError.invalid(at, text, `${text} is not positive integer multiple of ${name}`));
}

function requestFaults(name: string, request: Quantity, limits: ResourceList, at: FieldPath, report: Report): void {
  const text = limits[name];
  const requests = at.child('requests');
  if (text === undefined) {
    if (isOvercommitAllowed(name)) return;
    report(FieldError.required(at.child('limits'), 'Limit must be set for non overcommitable resources'));
    return;
  }
  const limit = Quantity.parse(text);
  const shown = request.toString();
  if (!isOvercommitAllowed(name) && !request.equals(limit)) {
    report(FieldError.invalid(requests, shown, `must be equal to ${name} limit of ${limit.toString()}`));
  } else if (request.compare(limit) > 0) {
    report(FieldError.invalid(requests, shown, `must be less than or equal to ${name} limit of ${limit.toString()}`));
  }
}

/** Names, amounts, and requests that fit below their limits. */
export const resourceRequirementsRule: Rule<ResourceRequirements, PodContext> = given(
  (resources, at, report, context) => {
    const limits = sortedAmounts(resources.limits);
    const requests = sortedAmounts(resources.requests);
    for (const [name, amount] of limits) {
      const place = at.child('limits').key(name);
      containerResourceNameRule(name, place, report, undefined);
      resourceAmountRule(name)(amount, place, report, undefined);
      hugePagesFaults(name, amount, place, report, context);
    }
    for (const [name, amount] of requests) {
      const place = at.child('requests').key(name);
      containerResourceNameRule(name, place, report, undefined);
      resourceAmountRule(name)(amount, place, report, undefined);
      requestFaults(name, amount, resources.limits ?? {}, at, report);
      hugePagesFaults(name, amount, place, report, context);
    }
    const names = [...limits, ...requests].map(([name]) => name);
    if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
      report(FieldError.forbidden(at, 'HugePages require cpu or memory'));
    }
  },
);

/** What the pod itself takes besides its containers. */
export const overheadRule: Rule<ResourceList, PodContext> = given((limits, at, report, context) =>
  resourceRequirementsRule({ limits }, at, report, context),
);
