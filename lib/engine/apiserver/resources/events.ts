/**
 * Event: something happened to an object. One kind in two groups, stored in the form of the core group.
 *
 * They are forgotten after a while: see `ObjectLeases`.
 *
 * Upstream: pkg/registry/core/event/strategy.go
 */
import type { ResourceStrategy } from '../strategy';
import { eventFaults, eventUpdateFaults } from './event/event-rules';
import type { Event } from './event/event-types';

const isStrict = (apiVersion: string | undefined): boolean => apiVersion === 'events.k8s.io/v1';

export const events: ResourceStrategy<Event> = {
  validate: (event, { apiVersion }) => eventFaults(event, isStrict(apiVersion)),
  validateUpdate: (event, old, { apiVersion }) => eventUpdateFaults(event, old, isStrict(apiVersion)),
  allowCreateOnUpdate: true,
  defaultPropagation: 'unsupported',
  selectableFields: ({ involvedObject = {}, reason = '', reportingComponent = '', source, type = '' }) => ({
    'involvedObject.kind': involvedObject.kind ?? '',
    'involvedObject.namespace': involvedObject.namespace ?? '',
    'involvedObject.name': involvedObject.name ?? '',
    'involvedObject.uid': involvedObject.uid ?? '',
    'involvedObject.apiVersion': involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': involvedObject.fieldPath ?? '',
    reason,
    reportingComponent,
    source: source?.component || reportingComponent,
    type,
  }),
  selectableFieldNames: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};
