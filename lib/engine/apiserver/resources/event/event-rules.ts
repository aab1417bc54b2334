/**
 * Validation of Events: leniently for what came through the core group, strictly through events.k8s.io.
 *
 * Upstream: pkg/apis/core/validation/events.go
 */
import { byteLength } from '../../../apimachinery/go-text';
import type { JsonValue } from '../../../apimachinery/object-meta';
import { sameJson } from '../../../apimachinery/same-json';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { goStruct, goTime, type GoValue } from '../../../apimachinery/validation/go-value';
import {
  dns1123SubdomainFaults,
  nameIsDnsSubdomain,
  qualifiedNameFaults,
} from '../../../apimachinery/validation/names';
import { objectMetaFaults, objectMetaUpdateFaults } from '../../validation/object-meta';
import { faultsOf, given, unchanged, type Check, type Report } from '../../validation/rules';
import type { Event, EventSource, ObjectReference } from './event-types';

const METADATA = { namespaced: true, name: nameIsDnsSubdomain } as const;
const MAX_TEXT_BYTES = 128;
const MAX_MESSAGE_BYTES = 1024;

// ---- what every version asks ------------------------------------------------------------------------------------------------------

/** An Event is in the namespace of what it is about; of what has none, in one of these. */
function isAboutNamespace(event: Event, homeless: readonly string[]): boolean {
  const { namespace = '' } = event.metadata;
  const about = event.involvedObject?.namespace ?? '';
  return about === '' ? homeless.includes(namespace) : about === namespace;
}

function namespaceFaults(event: Event, report: Report): void {
  const homeless = event.eventTime ? ['default', 'kube-system'] : ['', 'default'];
  const about = event.involvedObject?.namespace ?? '';
  if (isAboutNamespace(event, homeless) || (event.eventTime && about !== '')) return;
  report(FieldError.invalid(FieldPath.of('involvedObject', 'namespace'), about, 'does not match event.namespace'));
}

function textFaults(text: string, member: string, limit: number, report: Report, needed = true): void {
  const at = FieldPath.of(member);
  if (needed && text === '') report(FieldError.required(at));
  if (byteLength(text) > limit) report(FieldError.invalid(at, '', `can have at most ${limit} characters`));
}

function newFormFaults(event: Event, reporter: string, report: Report): void {
  const { reportingComponent: component = '', reportingInstance = '', action = '', reason = '', message = '' } = event;
  if (component === '') report(FieldError.required(reporter));
  for (const fault of qualifiedNameFaults(component)) report(FieldError.invalid(reporter, component, fault));
  textFaults(reportingInstance, 'reportingInstance', MAX_TEXT_BYTES, report);
  textFaults(action, 'action', MAX_TEXT_BYTES, report);
  textFaults(reason, 'reason', MAX_TEXT_BYTES, report);
  textFaults(message, 'message', MAX_MESSAGE_BYTES, report, false);
}

function legacyFaults(event: Event, strict: boolean, report: Report): void {
  namespaceFaults(event, report);
  if (event.eventTime) newFormFaults(event, strict ? 'reportingController' : 'reportingComponent', report);
  const { namespace = '' } = event.metadata;
  for (const fault of dns1123SubdomainFaults(namespace)) report(FieldError.invalid('namespace', namespace, fault));
}

// ---- what events.k8s.io asks ------------------------------------------------------------------------------------------------------

const seriesRule: Check<Event> = ({ series }, at, report) => {
  if (!series) return;
  if ((series.count ?? 0) < 2) report(FieldError.invalid(at.child('series.count'), '', 'should be at least 2'));
  if (!series.lastObservedTime) report(FieldError.required(at.child('series.lastObservedTime')));
};

const newEventRule: Check<Event> = (event, at, report, context) => {
  objectMetaFaults(event, METADATA).forEach(report);
  seriesRule(event, at, report, context);
  if (!event.eventTime) report(FieldError.required(at.child('eventTime')));
  const { type = '', source = {} } = event;
  if (type !== 'Normal' && type !== 'Warning') {
    report(FieldError.invalid(at.child('type'), '', `has invalid value: ${type}`));
  }
  const unset = (member: string, value: unknown): void => {
    if (value) report(FieldError.invalid(at.child(member), '', 'needs to be unset'));
  };
  unset('firstTimestamp', event.firstTimestamp);
  unset('lastTimestamp', event.lastTimestamp);
  unset('count', event.count);
  unset('source', source.component || source.host);
};

function shownReference(reference: ObjectReference = {}): GoValue {
  return goStruct('core.ObjectReference', {
    Kind: reference.kind ?? '',
    Namespace: reference.namespace ?? '',
    Name: reference.name ?? '',
    UID: reference.uid ?? '',
    APIVersion: reference.apiVersion ?? '',
    ResourceVersion: reference.resourceVersion ?? '',
    FieldPath: reference.fieldPath ?? '',
  });
}

function shownSource({ component = '', host = '' }: EventSource = {}): GoValue {
  return goStruct('core.EventSource', { Component: component, Host: host });
}

function shownTime(time: string | null | undefined): GoValue {
  return goTime(time ?? '0001-01-01T00:00:00Z');
}

/** An Event says once what happened; only its series goes on. */
function changeFaults(event: Event, old: Event, report: Report): void {
  const root = FieldPath.root;
  objectMetaUpdateFaults(event, old, METADATA).forEach(report);
  if (!sameJson((event.series ?? null) as JsonValue, (old.series ?? null) as JsonValue)) {
    faultsOf(given(seriesRule), event, root).forEach(report);
  }
  const text = (member: 'reason' | 'message' | 'type' | 'action' | 'reportingInstance', name: string = member): void =>
    unchanged(event[member] ?? '', old[member] ?? '', root.child(name), report);
  const time = (member: 'firstTimestamp' | 'lastTimestamp' | 'eventTime'): void =>
    unchanged(event[member] ?? undefined, old[member] ?? undefined, root.child(member), report, shownTime);
  unchanged(event.involvedObject ?? {}, old.involvedObject ?? {}, root.child('involvedObject'), report, shownReference);
  text('reason');
  text('message');
  unchanged(event.source ?? {}, old.source ?? {}, root.child('source'), report, shownSource);
  time('firstTimestamp');
  time('lastTimestamp');
  unchanged(event.count ?? 0, old.count ?? 0, root.child('count'), report);
  text('reason');
  text('type');
  time('eventTime');
  text('action');
  unchanged(event.related, old.related, root.child('related'), report, (related) => related && shownReference(related));
  const reporter = [event.reportingComponent ?? '', old.reportingComponent ?? ''] as const;
  unchanged(...reporter, root.child('reportingController'), report);
  text('reportingInstance');
}

// ---- the whole ------------------------------------------------------------------------------------------------------------------

/** @param strict the request came through events.k8s.io. */
export function eventFaults(event: Event, strict: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const report: Report = (error) => errors.push(error);
  legacyFaults(event, strict, report);
  if (strict) newEventRule(event, FieldPath.root, report, undefined);
  return errors;
}

/** @param strict the request came through events.k8s.io. */
export function eventUpdateFaults(event: Event, old: Event, strict: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const report: Report = (error) => errors.push(error);
  legacyFaults(event, strict, report);
  if (strict) changeFaults(event, old, report);
  return errors;
}
