/**
 * Server-side apply: what the client wants of an object, laid over what is there, with owners of fields.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go (applyPatcher)
 */
import { plainJson } from '../../apimachinery/json/decode';
import type { ParsedJson, RawObject } from '../../apimachinery/json/parse-json';
import { parseYaml } from '../../apimachinery/json/parse-yaml';
import { isJsonObject, type JsonObject, type KubeObject } from '../../apimachinery/object-meta';
import { ParseError } from '../../apimachinery/parse-error';
import { badRequest, conflict, unknownError } from '../../apimachinery/status-error';
import { goTypeWord } from '../../apimachinery/go-format';
import { decodePatched } from '../codec';
import type { ApiServerCore } from '../core';
import { applyTracked } from '../field-ownership';
import type { Caller, ResourceTarget, WriteOptions } from '../request';
import { checkName } from './object-name';
import { updateObject, type UpdateResult } from './update';

/** @throws StatusError as the API server answers */
export function applyObject(
  core: ApiServerCore,
  target: ResourceTarget,
  text: string,
  options: WriteOptions,
  caller: Caller,
): UpdateResult {
  const change = applyChange(target, (current, patch) => applyTracked(core, target, current, patch, options), text, {
    options,
    caller,
  });
  return updateObject(core, target, change, options, caller, { patch: true, fieldsTracked: true, createMissing: true });
}

/** Lays a patch over what is there, owners included; see {@link applyTracked}. */
export type Lay = (current: KubeObject | undefined, patch: JsonObject) => JsonObject;

/** What a configuration makes of an object. @throws StatusError as the API server answers */
export function applyChange(
  target: ResourceTarget,
  lay: Lay,
  text: string,
  { options, caller }: { readonly options: WriteOptions; readonly caller: Caller },
): (current: KubeObject | undefined) => KubeObject {
  const parsed = parseConfiguration(text);
  const patch = plainJson(parsed.value) as JsonObject;
  return (current) => {
    const merged = lay(current, patch);
    tellDuplicates(parsed.duplicates, options, caller);
    const object = decodeMerged(target, merged, current, options, caller);
    const { uid } = object.metadata;
    if (!current && uid) {
      const message = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
      throw conflict(target.definition.groupResource, target.name, message);
    }
    return checkName(object, target);
  };
}

function parseConfiguration(text: string): ParsedJson {
  let parsed: ParsedJson;
  try {
    parsed = parseYaml(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
  }
  const value = plainJson(parsed.value);
  if (value === null) return { ...parsed, value: {} };
  if (isJsonObject(value)) return parsed;
  throw badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goTypeWord(value)} into Go value of type map[string]interface {}`,
  );
}

function tellDuplicates(duplicates: readonly string[], options: WriteOptions, caller: Caller): void {
  if (options.fieldValidation === 'Ignore') return;
  for (const duplicate of duplicates) {
    const message = `error converting YAML to JSON: ${duplicate}`;
    if (options.fieldValidation === 'Strict') throw badRequest(`error strict decoding YAML: ${message}`);
    caller.warn(message);
  }
}

/** The types were checked before; what still does not fit (a number beyond its range) is the server's failure. */
function decodeMerged(
  target: ResourceTarget,
  merged: JsonObject,
  current: KubeObject | undefined,
  options: WriteOptions,
  caller: Caller,
): KubeObject {
  const { namespace = '', name = '' } = merged.metadata as { readonly namespace?: string; readonly name?: string };
  const { group, kind } = target.definition;
  const refuse = (message: string): never => {
    throw unknownError(
      `failed to convert new typed object (${namespace}/${name}; ${group}/${target.version.name}, Kind=${kind}) to object: ${message}`,
    );
  };
  const before = current as JsonObject | undefined;
  return decodePatched(target, { object: merged as RawObject, before }, options, caller, refuse);
}
