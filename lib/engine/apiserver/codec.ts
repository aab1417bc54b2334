/**
 * From bytes to objects: decoding a body in the kind and version that the path names, with field validation, normalised as Go's types
 * would have it, and defaults filled in.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/{create,update,patch,delete}.go, pkg/runtime/serializer
 */
import { decodeAs, plainJson } from '../apimachinery/json/decode';
import type { DecodingWords } from '../apimachinery/json/type-mismatch';
import { parseJson, RawNumber, type ParsedJson, type RawJson, type RawObject } from '../apimachinery/json/parse-json';
import { parseYaml } from '../apimachinery/json/parse-yaml';
import {
  isJsonObject,
  parseGroupVersion,
  type JsonObject,
  type JsonValue,
  type KubeObject,
} from '../apimachinery/object-meta';
import { ParseError } from '../apimachinery/parse-error';
import { builtinSchemas } from '../apimachinery/schema/builtin-schemas';
import { normalize } from '../apimachinery/schema/normalize';
import type { ObjectSchema } from '../apimachinery/schema/schema';
import { badRequest, unknownError, unsupportedMediaType } from '../apimachinery/status-error';
import type { ApiServerCore } from './core';
import type { HttpRequest } from './http/http-message';
import type { Caller, ResourceTarget, WriteOptions } from './request';
import type { VersionDefinition } from './resource-definition';

const UNSUPPORTED =
  'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf';
const SUMMARY_BYTES = 30;

/** Kinds that another group has or had too: such an object is understood, and refused for its version alone. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  '/Event': ['events.k8s.io/v1', 'events.k8s.io/v1beta1'],
  'events.k8s.io/Event': ['v1'],
  'apps/DaemonSet': ['extensions/v1beta1'],
  'apps/Deployment': ['extensions/v1beta1'],
  'apps/ReplicaSet': ['extensions/v1beta1'],
  'networking.k8s.io/Ingress': ['extensions/v1beta1'],
  'networking.k8s.io/NetworkPolicy': ['extensions/v1beta1'],
};

/** What a body is read as: the resource's own kind, or the kind of a subresource. */
interface Expected {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly schema: ObjectSchema | undefined;
  readonly definition?: VersionDefinition;
}

export function contentTypeOf(request: HttpRequest): string {
  return (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}

/** Decodes and defaults the body of a create or update. @throws StatusError as the API server answers */
export function decodeObject(
  _core: ApiServerCore,
  target: ResourceTarget,
  request: HttpRequest,
  options: WriteOptions,
  caller: Caller,
): KubeObject {
  const expected = expectedOf(target);
  const text = request.body ?? '';
  const parsed = parseBody(request, text, expected.kind);
  const raw = isObject(parsed.value) ? parsed.value : {};
  const kind = typeof raw.kind === 'string' && raw.kind !== '' ? raw.kind : expected.kind;
  const apiVersion =
    typeof raw.apiVersion === 'string' && raw.apiVersion !== '' ? raw.apiVersion : groupVersionText(expected);
  if (target.definition.custom && expected.definition) checkCustomKind(raw, expected, text);
  else checkKind(expected, apiVersion, kind, target);
  const refuse = (message: string): never => {
    const version = parseGroupVersion(apiVersion)?.version ?? apiVersion;
    throw badRequest(
      `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${expected.kind}: ${message}`,
    );
  };
  const object = { ...raw, kind, apiVersion };
  return finish(expected, { object, duplicates: parsed.duplicates }, options, caller, refuse);
}

/** An object that a patch has made, before it is read as one. */
export interface Patched {
  readonly object: RawObject;
  /** Members that the patch names more than once. */
  readonly duplicates?: readonly string[];
  /** Who reads it, and so words what has the wrong type. @default json */
  readonly words?: DecodingWords;
  /** What was patched, as it was decoded once; parts that the patch did not touch are taken over as they are. */
  readonly before?: JsonObject;
}

/** Decodes an object that a patch has made. `refuse` words what is wrong with it. */
export function decodePatched(
  target: ResourceTarget,
  { object: patched, ...how }: Patched,
  options: WriteOptions,
  caller: Caller,
  refuse: (message: string) => never,
): KubeObject {
  const expected = expectedOf(target);
  const { kind, apiVersion } = patched;
  if (!target.definition.custom && typeof kind === 'string' && typeof apiVersion === 'string') {
    const fault = kindFault(expected, apiVersion, kind, target);
    if (fault !== undefined) refuse(fault);
  }
  return finish(expected, { object: patched, ...how }, options, caller, refuse);
}

/** The options in the body of a DELETE; undefined where there is none. @throws StatusError */
export function decodeDeleteOptions(request: HttpRequest): JsonObject | undefined {
  const text = request.body ?? '';
  if (text === '') return undefined;
  try {
    const { value } = contentTypeOf(request) === 'application/yaml' ? parseYaml(text) : parseJson(text);
    const raw = isObject(value) ? value : {};
    const kind = typeof raw.kind === 'string' && raw.kind !== '' ? raw.kind : 'DeleteOptions';
    if (kind !== 'DeleteOptions') {
      const version = typeof raw.apiVersion === 'string' ? raw.apiVersion : 'v1';
      throw unknownError(
        `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(version)} in scheme "pkg/runtime/scheme.go:100"`,
      );
    }
    return plainJson(raw) as JsonObject;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw unknownError(`couldn't get version/kind; json parse error: ${error.message}`);
  }
}

function expectedOf(target: ResourceTarget): Expected {
  const { definition, version, subresource } = target;
  const own = { group: definition.group, version: version.name, kind: definition.kind };
  const served = subresource === '' ? undefined : definition.subresources.get(subresource);
  if (!served || (served.kind === own.kind && served.group === own.group))
    return { ...own, schema: version.schema, definition: version };
  return { ...served, schema: builtinSchemas().schemaOf(served) };
}

function groupVersionText({ group, version }: Expected): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The version of the path, and others that a subresource takes for it. */
function acceptedVersions(expected: Expected, { definition, subresource }: ResourceTarget): string[] {
  return [groupVersionText(expected), ...(definition.handlers.get(subresource)?.acceptedVersions ?? [])];
}

function parseBody(request: HttpRequest, text: string, kind: string): ParsedJson {
  const type = contentTypeOf(request);
  const yaml = type === 'application/yaml';
  if (!yaml && type !== 'application/json' && type !== '') throw unsupportedMediaType(UNSUPPORTED);
  const unrecognized = (message: string): never => {
    throw badRequest(`the object provided is unrecognized (must be of type ${kind}): ${message} (${summaryOf(text)})`);
  };
  try {
    const parsed = yaml ? parseYaml(text) : parseJson(text);
    const { value } = parsed;
    if (value === null || isObject(value)) return parsed;
    const found = Array.isArray(value)
      ? 'array'
      : typeof value === 'string'
        ? 'string'
        : typeof value === 'boolean'
          ? 'bool'
          : 'number';
    return unrecognized(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return unrecognized(yaml ? error.message : `couldn't get version/kind; json parse error: ${error.message}`);
  }
}

/** The beginning of a body, for messages. */
function summaryOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === 0) return '<empty>';
  const head = bytes.slice(0, SUMMARY_BYTES);
  const shown = text.startsWith('{')
    ? new TextDecoder().decode(head)
    : [...head].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > SUMMARY_BYTES ? `${shown} ...` : shown;
}

function checkKind(expected: Expected, apiVersion: string, kind: string, target: ResourceTarget): void {
  const fault = kindFault(expected, apiVersion, kind, target);
  if (fault === undefined) return;
  const { group = '', version = apiVersion } = parseGroupVersion(apiVersion) ?? {};
  const elsewhere = ELSEWHERE[`${expected.group}/${kind}`] ?? [];
  if (kind === expected.kind && ((group === expected.group && group !== '') || elsewhere.includes(apiVersion))) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${groupVersionText(expected)})`,
    );
  }
  throw badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${expected.kind}: ${fault}`);
}

/** Why an object that says what it is cannot become what is expected; undefined where it is that. */
function kindFault(expected: Expected, apiVersion: string, kind: string, target: ResourceTarget): string | undefined {
  if (kind === expected.kind && acceptedVersions(expected, target).includes(apiVersion)) return undefined;
  const { group = '', version = apiVersion } = parseGroupVersion(apiVersion) ?? {};
  const known = builtinSchemas().schemaOf({ group, version, kind }) !== undefined;
  if (known && kind !== expected.kind) {
    const scope = target.definition.group === '' ? 'core' : target.definition.group.split('.')[0]!;
    return `converting (${version}.${kind}) to (${scope}.${expected.kind}): unknown conversion`;
  }
  return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:100"`;
}

/** Custom objects must name their kind; whether it is the right one is told by validation. */
function checkCustomKind(raw: RawObject, expected: Expected, text: string): void {
  const { kind, apiVersion = '' } = raw;
  if (typeof kind !== 'string' || kind === '') {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${expected.kind}): Object 'Kind' is missing in '${text}' (${summaryOf(text)})`,
    );
  }
  if (apiVersion === groupVersionText(expected)) return;
  throw badRequest(
    `the API version in the data (${String(apiVersion)}) does not match the expected API version (${groupVersionText(expected)})`,
  );
}

function finish(
  expected: Expected,
  { object: raw, duplicates = [], words, before }: Patched,
  options: WriteOptions,
  caller: Caller,
  refuse: (message: string) => never,
): KubeObject {
  let value: JsonObject;
  let unknown: readonly string[] = [];
  try {
    if (expected.definition?.decode) ({ value, unknown } = expected.definition.decode(raw));
    else if (expected.schema) ({ value, unknown } = decodeAs(raw, expected.schema, expected.version, words, before));
    else value = plainJson(raw) as JsonObject;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return refuse(error.message);
  }
  checkFields(duplicates, unknown, options, caller, refuse);
  const object = { ...value, metadata: keepReset(value.metadata) } as unknown as KubeObject;
  const draft = expected.schema ? normalize(object, expected.schema) : object;
  expected.definition?.applyDefaults(draft);
  return draft;
}

/** An empty list of owners says what a list with one empty entry says, forget them, and unlike that one would be lost as empty. */
function keepReset(metadata: JsonValue | undefined): JsonValue {
  if (!isJsonObject(metadata)) return {};
  const { managedFields } = metadata;
  return Array.isArray(managedFields) && managedFields.length === 0 ? { ...metadata, managedFields: [{}] } : metadata;
}

function checkFields(
  duplicates: readonly string[],
  unknown: readonly string[],
  options: WriteOptions,
  caller: Caller,
  refuse: (message: string) => never,
): void {
  const faults = [
    ...duplicates.map((path) => (path.startsWith('yaml: ') ? path : `duplicate field ${JSON.stringify(path)}`)),
    ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
  if (faults.length === 0 || options.fieldValidation === 'Ignore') return;
  if (options.fieldValidation === 'Strict') refuse(`strict decoding error: ${faults.join(', ')}`);
  else faults.forEach((fault) => caller.warn(fault));
}

function isObject(value: RawJson): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RawNumber);
}
