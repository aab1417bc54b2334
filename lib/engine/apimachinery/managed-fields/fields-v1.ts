/**
 * Field sets as `fieldsV1` writes them: `{"f:spec":{"f:replicas":{}}}`, where `{}` is a field without further ones below, and `"."` says
 * that a field with others below is itself in the set.
 *
 * Upstream: sigs.k8s.io/structured-merge-diff/v4/fieldpath/serialize.go
 */
import { type JsonObjectDraft, setMember } from '../json-members';
import { isJsonObject, type JsonObject } from '../object-meta';
import { FieldSet } from './field-set';
import { comparePathElements, parsePathElement, type PathElement } from './path-element';

const NOTHING: JsonObject = Object.freeze({});

/** Both ways of what was translated before: objects share the JSON of owners that a write does not concern. */
const decoded = new WeakMap<JsonObject, FieldSet>();
const encoded = new WeakMap<FieldSet, JsonObject>();

/** The set in canonical order; the same object for the same set. */
export function encodeFieldSet(set: FieldSet): JsonObject {
  let json = encoded.get(set);
  if (!json) {
    json = encode(set, false);
    encoded.set(set, json);
    decoded.set(json, set);
  }
  return json;
}

function encode(set: FieldSet, isField: boolean): JsonObject {
  const { members, children } = set;
  const json: JsonObjectDraft = isField ? { '.': NOTHING } : {};
  const elements = new Set<PathElement>([...members, ...children.keys()]);
  for (const element of [...elements].sort(comparePathElements)) {
    const below = children.get(element);
    setMember(json, element, below ? encode(below, members.has(element)) : NOTHING);
  }
  return json;
}

/** @throws ParseError when a member is no path element */
export function decodeFieldSet(json: JsonObject): FieldSet {
  let set = decoded.get(json);
  if (!set) {
    set = decode(json).set;
    decoded.set(json, set);
    // What the store holds was written by us, so it is canonical and need not be written again.
    if (Object.isFrozen(json)) encoded.set(set, json);
  }
  return set;
}

function decode(json: JsonObject): { readonly set: FieldSet; readonly isField: boolean } {
  let isField = false;
  const members = new Set<PathElement>();
  const children = new Map<PathElement, FieldSet>();
  for (const [name, value] of Object.entries(json)) {
    if (name === '.') {
      isField = true;
      continue;
    }
    const element = parsePathElement(name);
    if (element === undefined) continue;
    const below = decode(isJsonObject(value) ? value : NOTHING);
    if (below.isField) members.add(element);
    if (!below.set.isEmpty) children.set(element, below.set);
  }
  const set = FieldSet.from(members, children);
  return { set, isField: isField || set.isEmpty };
}
