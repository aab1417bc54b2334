/**
 * Reads manifests: YAML documents or JSON, lists taken apart, each object with the place it comes from.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go
 */
import { plainJson } from '../apimachinery/json/decode';
import { parseYaml } from '../apimachinery/json/parse-yaml';
import { memoized } from '../apimachinery/memoized';
import { isJsonObject, type DraftObject, type JsonObject, type JsonValue } from '../apimachinery/object-meta';
import { ParseError } from '../apimachinery/parse-error';

/** One object of a file or text. */
export interface Manifest {
  /** As it was written. */
  readonly object: DraftObject;
  /** Where it comes from, for people: a file and the number of the document in it. */
  readonly place: string;
}

/** A text that holds something else than manifests. */
export class ManifestError extends Error {
  constructor(
    readonly place: string,
    why: string,
  ) {
    super(`${place}: ${why}`);
  }
}

const MAX_REMEMBERED_DOCUMENTS = 1024;
const SEPARATOR = /^---(\s.*)?$/;

/** @throws ManifestError */
export function readManifests(text: string, source: string): Manifest[] {
  return documentsOf(text).flatMap((document, index) => {
    const place = `${source}, document ${index + 1} (line ${document.line})`;
    return objectsOf(parse(document.text, place), place);
  });
}

/** Manifests given as text, as one object or as several. @throws ManifestError */
export function manifestsOf(given: string | DraftObject | readonly DraftObject[]): Manifest[] {
  if (typeof given === 'string') return readManifests(given, 'manifests');
  const objects: readonly DraftObject[] = Array.isArray(given) ? given : [given];
  return objects.flatMap((object, index) => objectsOf(object, `object ${index + 1}`));
}

interface Document {
  readonly text: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
}

/** Documents that hold something. */
function documentsOf(text: string): Document[] {
  const documents: Document[] = [];
  let lines: string[] = [];
  let start = 1;
  const finish = (next: number): void => {
    if (lines.some((line) => line.trim() !== '' && !line.trim().startsWith('#')))
      documents.push({ text: lines.join('\n'), line: start });
    lines = [];
    start = next;
  };
  text.split(/\r?\n/).forEach((line, index) => {
    if (SEPARATOR.test(line)) finish(index + 2);
    else lines.push(line);
  });
  finish(0);
  return documents;
}

function parse(text: string, place: string): JsonValue {
  try {
    return JSON.parse(jsonOf(text)) as JsonValue;
  } catch (error) {
    if (error instanceof ParseError) throw new ManifestError(place, error.message);
    throw error;
  }
}

/** Rehearsals and tests apply the same documents to many clusters, and reading YAML takes as long as all that follows. */
const jsonOf = memoized((text) => {
  const { value, duplicates } = parseYaml(text);
  if (duplicates.length > 0) throw new ParseError(duplicates.join(', '));
  return JSON.stringify(plainJson(value));
}, MAX_REMEMBERED_DOCUMENTS);

function objectsOf(value: JsonValue, place: string): Manifest[] {
  if (value === null) return [];
  if (!isJsonObject(value))
    throw new ManifestError(place, 'a manifest is an object with apiVersion, kind and metadata');
  const { items } = value;
  if (Array.isArray(items) && typeof value.kind === 'string' && value.kind.endsWith('List'))
    return items.flatMap((item: JsonValue, index) => objectsOf(item, `${place}, item ${index + 1}`));
  return [{ object: checked(value, place), place }];
}

function checked(value: JsonObject, place: string): DraftObject {
  for (const field of ['apiVersion', 'kind']) {
    if (typeof value[field] !== 'string' || value[field] === '') throw new ManifestError(place, `${field} not set`);
  }
  if (!isJsonObject(value.metadata)) throw new ManifestError(place, 'metadata not set');
  return value as DraftObject;
}
