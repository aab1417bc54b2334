/**
 * `metadata.managedFields` and what it stands for: for each manager the set of fields it owns, in the version in which it wrote.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/managedfields.go
 */
import { compareText } from '../go-text';
import { isJsonObject, type JsonValue, type ManagedFieldsEntry } from '../object-meta';
import { deepFreeze } from '../deep-freeze';
import type { FieldSet } from './field-set';
import { decodeFieldSet, encodeFieldSet } from './fields-v1';
import { ParseError } from '../parse-error';

/** Who writes: one entry of `managedFields` for each. Appliers have one entry whatever version they apply in. */
export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
}

/** What one manager owns. */
export interface ManagedSet extends Manager {
  readonly set: FieldSet;
  readonly time?: string;
}

/** By manager; see `managerKey`. */
export type ManagedFields = ReadonlyMap<string, ManagedSet>;

/** Tells managers apart. The text is upstream's, because conflicts are told in its order. */
export function managerKey({ manager, operation, apiVersion, subresource }: Manager): string {
  let key = '{';
  if (manager !== '') key += `"manager":${JSON.stringify(manager)},`;
  key += `"operation":"${operation}"`;
  if (operation !== 'Apply') key += `,"apiVersion":${JSON.stringify(apiVersion)}`;
  if (subresource !== '') key += `,"subresource":${JSON.stringify(subresource)}`;
  return `${key}}`;
}

/** Both ways of what was translated before: a write concerns one manager, the entries of the others stay the same objects. */
const decoded = new WeakMap<ManagedFieldsEntry, readonly [key: string, owner: ManagedSet]>();
const encoded = new WeakMap<ManagedSet, ManagedFieldsEntry>();

/** @throws ParseError when an entry is not what the API server writes */
export function decodeManagedFields(
  entries: readonly ManagedFieldsEntry[] | null | undefined,
): Map<string, ManagedSet> {
  return new Map((entries ?? []).map((entry, index) => decoded.get(entry) ?? decodeEntry(entry, index)));
}

function decodeEntry(entry: ManagedFieldsEntry, index: number): readonly [string, ManagedSet] {
  const { operation, apiVersion = '', fieldsType = '', time } = entry;
  if (operation !== 'Apply' && operation !== 'Update') throw new ParseError('operation must be `Apply` or `Update`');
  if (apiVersion === '') throw new ParseError('apiVersion must not be empty');
  if (fieldsType === '') throw new ParseError(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== 'FieldsV1')
    throw new ParseError(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${index}`);
  const manager = { manager: entry.manager ?? '', operation, apiVersion, subresource: entry.subresource ?? '' };
  const fields = entry.fieldsV1 as JsonValue | undefined;
  const owner = { ...manager, set: decodeFieldSet(isJsonObject(fields) ? fields : {}), ...(time ? { time } : {}) };
  const result = [managerKey(manager), owner] as const;
  // What the store holds was written by us and never changes.
  if (Object.isFrozen(entry)) {
    decoded.set(entry, result);
    encoded.set(owner, entry);
  }
  return result;
}

/** The entries in their order: appliers first, then by time and name. Undefined where nobody owns anything. */
export function encodeManagedFields(managed: ManagedFields): ManagedFieldsEntry[] | undefined {
  if (managed.size === 0) return undefined;
  return [...managed.values()].sort(compareManagedSets).map((owner) => encoded.get(owner) ?? encodeEntry(owner));
}

/** The last entry of each set: objects of one shape that one manager writes in the same second share it. */
const lastEntries = new WeakMap<FieldSet, ManagedFieldsEntry>();

function encodeEntry({ manager, operation, apiVersion, subresource, set, time }: ManagedSet): ManagedFieldsEntry {
  const last = lastEntries.get(set);
  const isSame =
    last?.time === time &&
    last?.operation === operation &&
    (last.manager ?? '') === manager &&
    last.apiVersion === apiVersion &&
    (last.subresource ?? '') === subresource;
  if (isSame) return last;
  const entry: ManagedFieldsEntry = {
    ...(manager === '' ? {} : { manager }),
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: encodeFieldSet(set),
    ...(subresource === '' ? {} : { subresource }),
  };
  lastEntries.set(set, deepFreeze(entry));
  return entry;
}

/** Times are whole seconds in UTC, so their texts are in their order; no time comes before any. */
function compareManagedSets(a: ManagedSet, b: ManagedSet): number {
  return (
    compareText(a.operation, b.operation) ||
    compareText(a.time ?? '', b.time ?? '') ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}
