/**
 * The items of a LimitRange: names of resources, and amounts that go together.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateLimitRange)
 */
import { amountAsWritten } from '../../../apimachinery/json/decode';
import { Quantity } from '../../../apimachinery/quantity';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { GoValue } from '../../../apimachinery/validation/go-value';
import { qualifiedNameFaults } from '../../../apimachinery/validation/names';
import { isOvercommitAllowed } from '../../validation/resource-names';
import { given, type Report, type Rule } from '../../validation/rules';
import type { ResourceList } from '../pod/pod-types';
import { containerResourceNameRule, resourceNameRule } from '../pod/resource-rules';

export type LimitRangeItem = {
  readonly type?: string;
  readonly max?: ResourceList;
  readonly min?: ResourceList;
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly maxLimitRequestRatio?: ResourceList;
};

/** In the order in which their names are looked at. */
export const LIMIT_LISTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

type LimitList = (typeof LIMIT_LISTS)[number];

/** Amounts of one resource. */
type Amounts = { readonly [List in LimitList]?: Quantity };

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
const ONE = Quantity.of(1);
/** Above it thousandths don't fit into 64 bits. */
const MAX_MILLI_VALUE = Number((2n ** 63n - 1n) / 1000n);

const typeRule: Rule<string> = (type = '', at, report) => {
  const faults = qualifiedNameFaults(type);
  for (const fault of faults) report(FieldError.invalid(at, type, fault));
  if (faults.length > 0 || type.includes('/') || TYPES.includes(type)) return;
  report(FieldError.invalid(at, type, 'must be a standard limit type or fully qualified'));
};

/** Pods have neither limits nor requests of their own. */
function comparedLists({ type }: LimitRangeItem): readonly LimitList[] {
  return type === 'Pod' ? ['max', 'min', 'maxLimitRequestRatio'] : LIMIT_LISTS;
}

function namesFaults(item: LimitRangeItem, at: FieldPath, report: Report): void {
  const rule = item.type === 'Pod' || item.type === 'Container' ? containerResourceNameRule : resourceNameRule;
  const look = (list: LimitList): void => {
    for (const name of Object.keys(item[list] ?? {}).sort()) rule(name, at.child(list).key(name), report, undefined);
  };
  look('max');
  look('min');
  for (const list of ['default', 'defaultRequest'] as const) {
    if (item.type !== 'Pod') look(list);
    else if (Object.keys(item[list] ?? {}).length > 0) {
      report(FieldError.forbidden(at.child(list), "may not be specified when `type` is 'Pod'"));
    }
  }
  if (item.type === 'PersistentVolumeClaim' && !item.min?.['storage'] && !item.max?.['storage']) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided';
    report(FieldError.required(at.child('limits'), detail));
  }
  look('maxLimitRequestRatio');
}

interface Comparison {
  /** This must not be more ... */
  readonly lower: LimitList;
  /** ... than that. */
  readonly upper: LimitList;
  readonly words: readonly [string, string];
  /** Where it is told, and what is shown there. */
  readonly at: LimitList;
  readonly shows: LimitList;
}

const COMPARISONS: readonly Comparison[] = [
  { lower: 'min', upper: 'max', words: ['min value', 'max value'], at: 'min', shows: 'min' },
  {
    lower: 'min',
    upper: 'defaultRequest',
    words: ['min value', 'default request value'],
    at: 'defaultRequest',
    shows: 'defaultRequest',
  },
  {
    lower: 'defaultRequest',
    upper: 'max',
    words: ['default request value', 'max value'],
    at: 'defaultRequest',
    shows: 'defaultRequest',
  },
  {
    lower: 'defaultRequest',
    upper: 'default',
    words: ['default request value', 'default limit value'],
    at: 'defaultRequest',
    shows: 'defaultRequest',
  },
  { lower: 'min', upper: 'default', words: ['min value', 'default value'], at: 'default', shows: 'min' },
  { lower: 'default', upper: 'max', words: ['default value', 'max value'], at: 'default', shows: 'max' },
];

function shown(amount: Quantity): GoValue {
  return new GoValue(amount.goSyntax(true));
}

function amountsFaults(name: string, amounts: Amounts, at: FieldPath, report: Report): void {
  for (const comparison of COMPARISONS) {
    const [lower, upper] = [amounts[comparison.lower], amounts[comparison.upper]];
    if (!lower || !upper || lower.compare(upper) <= 0) continue;
    const [low, high] = comparison.words;
    const detail = `${low} ${lower.toString()} is greater than ${high} ${upper.toString()}`;
    report(FieldError.invalid(at.child(comparison.at).key(name), shown(amounts[comparison.shows]!), detail));
  }
  ratioFaults(amounts, at.child('maxLimitRequestRatio').key(name), report);
  const { default: limit, defaultRequest: request } = amounts;
  if (isOvercommitAllowed(name) || !limit || !request || limit.equals(request)) return;
  const detail = `default value ${limit.toString()} must equal to defaultRequest value ${request.toString()} in ${name}`;
  report(FieldError.invalid(at.child('defaultRequest').key(name), shown(request), detail));
}

function ratioFaults({ maxLimitRequestRatio: ratio, min, max }: Amounts, at: FieldPath, report: Report): void {
  if (!ratio) return;
  const text = ratio.toString();
  if (ratio.compare(ONE) < 0) report(FieldError.invalid(at, shown(ratio), `ratio ${text} is less than 1`));
  if (!min || !max) return;
  const exact = [ratio, min, max].every((amount) => amount.value() < MAX_MILLI_VALUE);
  const most = exact ? max.milliValue() / min.milliValue() : max.value() / min.value();
  if ((exact ? ratio.milliValue() / 1000 : ratio.value()) <= most) return;
  const detail = `ratio ${text} is greater than max/min = ${most.toFixed(6)}`;
  report(FieldError.invalid(at, shown(ratio), detail));
}

function itemFaults(item: LimitRangeItem, at: FieldPath, report: Report): void {
  namesFaults(item, at, report);
  const lists = comparedLists(item);
  const names = new Set(lists.flatMap((list) => Object.keys(item[list] ?? {})));
  for (const name of [...names].sort()) {
    const amounts = lists.flatMap((list) => {
      const amounts = item[list];
      return amounts?.[name] === undefined ? [] : [[list, amountAsWritten(amounts, name)] as const];
    });
    amountsFaults(name, Object.fromEntries(amounts), at, report);
  }
}

/** One item of each type. */
export const limitsRule: Rule<readonly LimitRangeItem[]> = given((items, at, report, context) => {
  const seen = new Set<string>();
  items.forEach((item, index) => {
    const { type = '' } = item;
    const place = at.index(index);
    typeRule(type, place.child('type'), report, context);
    if (seen.has(type)) report(FieldError.duplicate(place.child('type'), type));
    seen.add(type);
    itemFaults(item, place, report);
  });
});
