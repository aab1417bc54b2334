/**
 * Validation of the metrics of a HorizontalPodAutoscaler.
 *
 * Upstream: pkg/apis/autoscaling/validation/validation.go (validateMetrics)
 */
import { Quantity } from '../../../apimachinery/quantity';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { GoValue } from '../../../apimachinery/validation/go-value';
import { dns1123LabelFaults, pathSegmentFaults } from '../../../apimachinery/validation/names';
import { each, given, matches, required, type Rule } from '../../validation/rules';
import type { MetricIdentifier, MetricSpec, MetricTarget, ObjectReference } from './autoscaler-types';

const SOURCE_TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const NOT_FILLED = 'must populate information for the given metric source';
const NOT_ALONE = 'must populate the given metric source only';

/** Something else in the namespace, by kind and name. */
export const referenceRule: Rule<ObjectReference> = (reference, at, report, context) => {
  const segment = required(matches(pathSegmentFaults));
  segment(reference?.kind, at.child('kind'), report, context);
  segment(reference?.name, at.child('name'), report, context);
};

const identifierRule: Rule<MetricIdentifier> = (identifier, at, report, context) =>
  required(matches(pathSegmentFaults), 'must specify a metric name')(
    identifier?.name,
    at.child('name'),
    report,
    context,
  );

const positiveQuantity: Rule<string> = given((text, at, report) => {
  const quantity = Quantity.parse(text);
  if (quantity.sign <= 0) report(FieldError.invalid(at, new GoValue(quantity.goSyntax(false)), 'must be positive'));
});

const targetRule: Rule<MetricTarget> = (target, at, report, context) => {
  const { type = '', value, averageValue, averageUtilization } = target ?? {};
  const place = at.child('type');
  if (type === '') report(FieldError.required(place, 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) {
    report(FieldError.invalid(place, type, 'must be either Utilization, Value, or AverageValue'));
  }
  positiveQuantity(value, at.child('value'), report, context);
  positiveQuantity(averageValue, at.child('averageValue'), report, context);
  if (averageUtilization !== undefined && averageUtilization < 1) {
    report(FieldError.invalid(at.child('averageUtilization'), averageUtilization, 'must be greater than 0'));
  }
};

/** A resource is aimed at by amount or by utilization. */
const amountOrUtilization: Rule<MetricTarget> = (target, at, report) => {
  const { averageUtilization, averageValue } = target ?? {};
  if (averageUtilization === undefined && averageValue === undefined) {
    const detail = 'must set either a target raw value or a target utilization';
    report(FieldError.required(at.child('averageUtilization'), detail));
  } else if (averageUtilization !== undefined && averageValue !== undefined) {
    const detail = 'may not set both a target raw value and a target utilization';
    report(FieldError.forbidden(at.child('averageValue'), detail));
  }
};

type Source<Name extends 'object' | 'external' | 'pods' | 'resource' | 'containerResource'> = NonNullable<
  MetricSpec[Name]
>;

const objectRule: Rule<Source<'object'>> = given((source, at, report, context) => {
  referenceRule(source.describedObject, at.child('describedObject'), report, context);
  identifierRule(source.metric, at.child('metric'), report, context);
  targetRule(source.target, at.child('target'), report, context);
  if (source.target.value === undefined && source.target.averageValue === undefined) {
    const detail = 'must set either a target value or averageValue';
    report(FieldError.required(at.child('target', 'averageValue'), detail));
  }
});

const externalRule: Rule<Source<'external'>> = given(({ metric, target }, at, report, context) => {
  identifierRule(metric, at.child('metric'), report, context);
  targetRule(target, at.child('target'), report, context);
  if (target.value === undefined && target.averageValue === undefined) {
    const detail = 'must set either a target value for metric or a per-pod target';
    report(FieldError.required(at.child('target', 'averageValue'), detail));
  } else if (target.value !== undefined && target.averageValue !== undefined) {
    const detail = 'may not set both a target value for metric and a per-pod target';
    report(FieldError.forbidden(at.child('target', 'value'), detail));
  }
});

const podsRule: Rule<Source<'pods'>> = given(({ metric, target }, at, report, context) => {
  identifierRule(metric, at.child('metric'), report, context);
  targetRule(target, at.child('target'), report, context);
  if (target.averageValue === undefined) {
    report(FieldError.required(at.child('target', 'averageValue'), 'must specify a positive target averageValue'));
  }
});

const resourceRule: Rule<Source<'resource'>> = given((source, at, report, context) => {
  required<string>(undefined, 'must specify a resource name')(source.name, at.child('name'), report, context);
  targetRule(source.target, at.child('target'), report, context);
  amountOrUtilization(source.target, at.child('target'), report, context);
});

const containerResourceRule: Rule<Source<'containerResource'>> = given((source, at, report, context) => {
  required<string>(undefined, 'must specify a resource name')(source.name, at.child('name'), report, context);
  required(matches(dns1123LabelFaults), 'must specify a container')(
    source.container,
    at.child('container'),
    report,
    context,
  );
  targetRule(source.target, at.child('target'), report, context);
  amountOrUtilization(source.target, at.child('target'), report, context);
});

/** In the order in which upstream looks at them; only the first one present is looked into. */
const SOURCES = [
  ['object', objectRule],
  ['external', externalRule],
  ['pods', podsRule],
  ['resource', resourceRule],
  ['containerResource', containerResourceRule],
] as const;

const metricRule: Rule<MetricSpec> = given((metric, at, report, context) => {
  const { type = '' } = metric;
  if (type === '') report(FieldError.required(at.child('type'), 'must specify a metric source type'));
  const known = SOURCE_TYPES.includes(type);
  if (!known) report(FieldError.notSupported(at.child('type'), type, SOURCE_TYPES));
  const present = SOURCES.filter(([name]) => metric[name] !== undefined);
  const [first] = present;
  if (first) (first[1] as Rule<unknown>)(metric[first[0]], at.child(first[0]), report, context);
  const expected = known ? type.charAt(0).toLowerCase() + type.slice(1) : undefined;
  if (expected === undefined) report(FieldError.notSupported(at.child('type'), type, SOURCE_TYPES));
  else if (!present.some(([name]) => name === expected)) {
    report(FieldError.required(at.child(expected), NOT_FILLED));
  }
  if (present.length === 1) return;
  for (const [name] of present) if (name !== expected) report(FieldError.forbidden(at.child(name), NOT_ALONE));
});

/** All metrics; the context is the least number of pods, of which none needs a metric that can still be seen then. */
export const metricsRule: Rule<readonly MetricSpec[], number | undefined> = (metrics, at, report, minReplicas) => {
  each(metricRule)(metrics, at, report, undefined);
  if (minReplicas !== 0 || metrics?.some(({ type }) => type === 'Object' || type === 'External')) return;
  const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
  report(FieldError.forbidden(at, detail));
};
