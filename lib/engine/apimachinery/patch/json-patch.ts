/**
 * JSON Patch as kube-apiserver applies it: the library's own reading of RFC 6902, leniences included.
 *
 * Upstream: github.com/evanphx/json-patch v4.12.0 patch.go, through staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
 * Differs: containers are copied once per patch instead of being decoded lazily; what no operation touches stays shared.
 */
import { byteLength } from '../go-text';
import { type JsonObjectDraft, memberOf, setMember } from '../json-members';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import { sameJson } from '../same-json';
import { badRequest, requestEntityTooLarge, unknownError, unprocessableEntity } from '../status-error';

/** More operations than this are refused. */
export const MAX_JSON_PATCH_OPERATIONS = 10_000;

/** All `copy` operations of a patch together may add so many bytes of JSON. */
const MAX_COPIED_BYTES = 3 * 1024 * 1024;

/** What a client reads where the real server's handler panics. */
const PANIC = 'This request caused apiserver to panic. Look in the logs for details.';

type Container = JsonObjectDraft | JsonValue[];

/** A place in the document: the container, already our own copy, and the key in it. */
interface Place {
  readonly container: Container;
  readonly key: string;
}

/** Go's strconv.Atoi, undefined where it errs. */
function parseIndex(key: string): number | undefined {
  return /^[+-]?\d+$/.test(key) ? Number(key) : undefined;
}

function decodeSegment(segment: string): string {
  return segment.replace(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~'));
}

/** The index of an existing item; negative ones count from the end. */
function itemIndex(list: readonly JsonValue[], key: string): number {
  const index = parseIndex(key);
  if (index === undefined || index >= list.length || index < -list.length) throw unprocessableEntity();
  return index < 0 ? index + list.length : index;
}

function textMember(operation: JsonObject, name: 'path' | 'from'): string {
  const text = memberOf(operation, name);
  if (typeof text !== 'string') throw unprocessableEntity();
  return text;
}

class PatchedDocument {
  readonly #owned = new Set<object>();
  #copiedBytes = 0;

  constructor(public root: JsonValue) {}

  apply(operation: JsonObject): void {
    const value = memberOf(operation, 'value');
    switch (memberOf(operation, 'op')) {
      case 'add':
        return this.#add(this.#place(textMember(operation, 'path')), value ?? null);
      case 'remove':
        return this.#remove(this.#place(textMember(operation, 'path')));
      case 'replace':
        return this.#replace(textMember(operation, 'path'), value);
      case 'move': {
        const from = this.#place(textMember(operation, 'from'));
        const moved = this.#get(from);
        this.#remove(from);
        return this.#add(this.#place(textMember(operation, 'path')), moved ?? null);
      }
      case 'copy': {
        const source = this.#get(this.#place(textMember(operation, 'from')));
        const target = this.#place(textMember(operation, 'path'));
        return this.#add(target, this.#copyOf(source));
      }
      case 'test':
        return this.#test(textMember(operation, 'path'), value);
      default:
        throw unprocessableEntity();
    }
  }

  /** A copy of the container that this patch may write to; the same one for every operation. */
  #own(container: JsonObject | readonly JsonValue[]): Container {
    if (this.#owned.has(container)) return container as Container;
    const copy = isJsonArray(container) ? container.slice() : { ...container };
    this.#owned.add(copy);
    return copy;
  }

  /** Follows all but the last segment. What stands before the first slash is not looked at. */
  #place(path: string): Place {
    const segments = path.split('/').slice(1).map(decodeSegment);
    const key = segments.pop();
    if (key === undefined) throw unprocessableEntity();
    let container = this.#descendTo(this.root);
    this.root = container as JsonValue;
    for (const segment of segments) {
      const place: Place = { container, key: segment };
      container = this.#descendTo(this.#get(place));
      this.#set(place, container as JsonValue);
    }
    return { container, key };
  }

  #descendTo(value: JsonValue | undefined): Container {
    if (!isJsonArray(value) && !isJsonObject(value)) throw unprocessableEntity();
    return this.#own(value);
  }

  #get({ container, key }: Place): JsonValue | undefined {
    return isJsonArray(container) ? container[itemIndex(container, key)] : memberOf(container, key);
  }

  #set({ container, key }: Place, value: JsonValue): void {
    if (isJsonArray(container)) (container as JsonValue[])[itemIndex(container, key)] = value;
    else setMember(container, key, value);
  }

  #add({ container, key }: Place, value: JsonValue): void {
    if (!isJsonArray(container)) return setMember(container, key, value);
    const list = container as JsonValue[];
    if (key === '-') {
      list.push(value);
      return;
    }
    const index = parseIndex(key);
    if (index === undefined || index > list.length || index < -list.length - 1) throw unprocessableEntity();
    list.splice(index < 0 ? index + list.length + 1 : index, 0, value);
  }

  #remove({ container, key }: Place): void {
    if (isJsonArray(container)) {
      (container as JsonValue[]).splice(itemIndex(container, key), 1);
      return;
    }
    if (memberOf(container, key) === undefined) throw unprocessableEntity();
    delete container[key];
  }

  /** A missing member is simply set; for the whole document only objects and lists count, other values are passed over. */
  #replace(path: string, value: JsonValue | undefined): void {
    if (path !== '') {
      const place = this.#place(path);
      if (isJsonArray(place.container)) itemIndex(place.container, place.key);
      this.#set(place, value ?? null);
      return;
    }
    if (value === undefined) throw unknownError(PANIC);
    if (isJsonArray(value) || isJsonObject(value)) this.root = value;
  }

  /** A missing member equals null. */
  #test(path: string, expected: JsonValue | undefined): void {
    const actual = path === '' ? this.root : this.#get(this.#place(path));
    if (expected === undefined && (actual === undefined || actual === null)) throw unknownError(PANIC);
    if (expected === undefined || !sameJson(actual ?? null, expected)) throw unprocessableEntity();
  }

  #copyOf(value: JsonValue | undefined): JsonValue {
    if (value === undefined) return null;
    const text = JSON.stringify(value);
    this.#copiedBytes += byteLength(text);
    if (this.#copiedBytes > MAX_COPIED_BYTES) throw unprocessableEntity();
    return JSON.parse(text) as JsonValue;
  }
}

/**
 * Applies the operations, in order, all or none. The result may be any JSON; decoding judges it.
 *
 * @param operations the decoded patch; null stands for an empty list
 * @throws StatusError 422 where an operation does not apply, 413 for too many of them, 400 for what is no list of objects
 */
export function applyJsonPatch(current: JsonValue, operations: JsonValue): JsonValue {
  if (operations === null) return current;
  if (!isJsonArray(operations)) throw badRequest('Invalid JSON Patch');
  if (operations.length > MAX_JSON_PATCH_OPERATIONS) {
    throw requestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${MAX_JSON_PATCH_OPERATIONS}, got ${operations.length}`,
    );
  }
  const document = new PatchedDocument(current);
  for (const operation of operations) document.apply(isJsonObject(operation) ? operation : {});
  return document.root;
}
