/**
 * Events of events.k8s.io/v1: the same objects as those of the core group, with other names for some members.
 *
 * Upstream: pkg/apis/events/v1/conversion.go
 */
import { memberNames, setMember, type JsonObjectDraft } from '../../../apimachinery/json-members';
import type { JsonObject, KubeObject } from '../../../apimachinery/object-meta';
import { builtinSchemas } from '../../../apimachinery/schema/builtin-schemas';
import { normalize } from '../../../apimachinery/schema/normalize';
import type { VersionConversion } from '../../version-conversion';
import type { Event, EventsEvent } from './event-types';

/** Names in the core group, and in events.k8s.io. */
const RENAMED: readonly (readonly [keyof Event & string, keyof EventsEvent & string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];
const TO_CORE: ReadonlyMap<string, string> = new Map(RENAMED.map(([core, events]) => [events, core]));
const FROM_CORE: ReadonlyMap<string, string> = new Map(RENAMED);

function renamed(object: KubeObject, names: ReadonlyMap<string, string>, group: string): KubeObject {
  const draft: JsonObjectDraft = {};
  for (const name of memberNames(object as JsonObject)) setMember(draft, names.get(name) ?? name, object[name]!);
  draft.apiVersion = group === '' ? 'v1' : `${group}/v1`;
  const schema = builtinSchemas().schemaOf({ group, version: 'v1', kind: 'Event' });
  return (schema ? normalize(draft, schema) : draft) as unknown as KubeObject;
}

export const eventsV1: VersionConversion<EventsEvent, Event> = {
  fieldLabels: {
    reason: 'reason',
    'regarding.kind': 'involvedObject.kind',
    'regarding.namespace': 'involvedObject.namespace',
    'regarding.name': 'involvedObject.name',
    'regarding.uid': 'involvedObject.uid',
    'regarding.apiVersion': 'involvedObject.apiVersion',
    'regarding.resourceVersion': 'involvedObject.resourceVersion',
    'regarding.fieldPath': 'involvedObject.fieldPath',
    reportingController: 'reportingComponent',
    type: 'type',
  },
  toStorage: (event) => renamed(event, TO_CORE, '') as Event,
  fromStorage: (event) => renamed(event, FROM_CORE, 'events.k8s.io') as EventsEvent,
};
