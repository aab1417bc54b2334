/**
 * The annotation of client-side apply, as far as server-side apply knows it: kubectl that changes over owns what the annotation says, and
 * the annotation follows what kubectl applies.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/lastapplied{,manager,updater}.go
 */
import { byteLength } from '../go-text';
import { withSortedMembers } from '../sorted-members';
import { isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import { compareTyped } from './comparison';
import type { Conflicts } from './conflicts';
import type { FieldSet } from './field-set';
import { ownedFieldsOf } from './owned-fields';
import type { TypedObject } from './ownership-updater';
import { goJson } from './path-element';
import { TypedError, validateTyped } from './typed-validation';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

function annotationsOf(object: JsonObject): JsonObject {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  return isJsonObject(metadata.annotations) ? metadata.annotations : {};
}

function withAnnotations(object: JsonObject, annotations: JsonObject): JsonObject {
  return { ...object, metadata: { ...(object.metadata as JsonObject), annotations } };
}

/** The conflicts that the annotation does not excuse; undefined where there is none, or none that can be read. */
export function conflictsOfClientSideApply(conflicts: Conflicts, live: TypedObject): Conflicts | undefined {
  const allowed = fieldsOfLastApplied(live);
  return allowed && conflicts.without(allowed);
}

/** What the annotation says and the object still has. */
function fieldsOfLastApplied(live: TypedObject): FieldSet | undefined {
  const text = annotationsOf(live.value)[LAST_APPLIED];
  if (typeof text !== 'string' || text === '') return undefined;
  try {
    const applied = JSON.parse(text) as JsonValue;
    if (!isJsonObject(applied) || applied.apiVersion !== live.apiVersion) return undefined;
    validateTyped(applied, live.schema);
    const { modified, added, removed } = compareTyped(applied, live.value, live.schema);
    return ownedFieldsOf(applied, live.schema).difference(modified).difference(added).difference(removed);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypedError) return undefined;
    throw error;
  }
}

/** The object with an annotation that says what was applied now, if it has one. */
export function annotatedAsApplied(object: JsonObject, patch: JsonObject): JsonObject {
  const annotations = annotationsOf(object);
  const text = annotations[LAST_APPLIED];
  if (typeof text !== 'string' || text === '') return object;
  const { [LAST_APPLIED]: _before, ...others } = annotations;
  const current = { ...annotations, [LAST_APPLIED]: appliedText(patch) };
  const bytes = Object.entries(current).reduce(
    (sum, [key, value]) => sum + byteLength(key) + byteLength(String(value)),
    0,
  );
  return withAnnotations(object, bytes > MAX_ANNOTATIONS_BYTES ? others : current);
}

/** The object as `kubectl apply` sends it: with itself in the annotation. */
export function asClientSideApplied(object: JsonObject): JsonObject {
  const annotations = annotationsOf(withoutLastApplied(object));
  return withAnnotations(object, { ...annotations, [LAST_APPLIED]: appliedText(withAnnotations(object, annotations)) });
}

function appliedText(object: JsonObject): string {
  return `${goJson(withSortedMembers(withoutLastApplied(object)))}\n`;
}

function withoutLastApplied(patch: JsonObject): JsonObject {
  const annotations = annotationsOf(patch);
  if (annotations[LAST_APPLIED] === undefined) return patch;
  const { [LAST_APPLIED]: _applied, ...others } = annotations;
  return withAnnotations(patch, others);
}
