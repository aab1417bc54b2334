/**
 * Changing an object by a patch: JSON Patch, merge patch, strategic merge patch; apply has a file of its own.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
 */
import { plainJson } from '../../apimachinery/json/decode';
import { parseJson, type ParsedJson, type RawObject } from '../../apimachinery/json/parse-json';
import { isJsonArray, type JsonObject, type JsonValue, type KubeObject } from '../../apimachinery/object-meta';
import { ParseError } from '../../apimachinery/parse-error';
import { applyJsonPatch } from '../../apimachinery/patch/json-patch';
import { applyMergePatch } from '../../apimachinery/patch/merge-patch';
import { applyStrategicMergePatch } from '../../apimachinery/patch/strategic-merge-patch';
import { badRequest, invalid } from '../../apimachinery/status-error';
import { FieldError } from '../../apimachinery/validation/field-error';
import { formatGoValue, goTypeWord } from '../../apimachinery/go-format';
import type { ObjectSchema } from '../../apimachinery/schema/schema';
import { decodePatched } from '../codec';
import type { ApiServerCore } from '../core';
import type { Caller, PatchType, ResourceTarget, WriteOptions } from '../request';
import { applyObject } from './apply';
import { checkName } from './object-name';
import { patchedText } from './patched-text';
import { updateObject, type UpdateResult } from './update';

export interface PatchBody {
  readonly type: PatchType;
  readonly text: string;
}

/** @throws StatusError as the API server answers */
export function patchObject(
  core: ApiServerCore,
  target: ResourceTarget,
  patch: PatchBody,
  options: WriteOptions,
  caller: Caller,
): UpdateResult {
  const { type, text } = patch;
  if (type === 'apply') return applyObject(core, target, text, options, caller);
  const change = patchChange(target, target.version.schema, patch, options, caller);
  return updateObject(core, target, (current) => change(current!), options, caller, { patch: true });
}

/** What a patch makes of an object. `schema` is that of what is patched, which is not the resource's for `scale`. */
export function patchChange(
  target: ResourceTarget,
  schema: ObjectSchema | undefined,
  { type, text }: PatchBody,
  options: WriteOptions,
  caller: Caller,
): (current: KubeObject) => KubeObject {
  const parsed = parsePatch(type, text);
  const body = plainJson(parsed.value);
  return (current) => {
    const patched = patchedBy(type, current as JsonObject, body, schema);
    // Strategic merge works on Go values: what does not fit is told of the patch, elsewhere of the patched object.
    const shown = type === 'strategic' ? formatGoValue(body) : patchedText(patched, current as JsonObject, schema);
    const refuse = (message: string): never => {
      throw invalid({ group: '', kind: '' }, '', [FieldError.invalid('patch', shown, message)]);
    };
    return checkName(decodePatched(target, patched as RawObject, parsed.duplicates, options, caller, refuse), target);
  };
}

function parsePatch(type: PatchType, text: string): ParsedJson {
  let parsed: ParsedJson;
  try {
    parsed = parseJson(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw badRequest(`error decoding patch: ${error.message}`);
  }
  const list = isJsonArray(parsed.value as JsonValue);
  if (type === 'json' && !list && parsed.value !== null) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goTypeWord(parsed.value as JsonValue)} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (type !== 'json' && (list || typeof parsed.value !== 'object')) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goTypeWord(parsed.value as JsonValue)} into Go value of type map[string]interface {}`,
    );
  }
  return parsed;
}

function patchedBy(type: PatchType, current: JsonObject, body: JsonValue, schema: ObjectSchema | undefined): JsonValue {
  switch (type) {
    case 'json':
      return applyJsonPatch(current, body);
    case 'merge':
      return applyMergePatch(current, body ?? {});
    default:
      return applyStrategicMergePatch(current, (body ?? {}) as JsonObject, schema!);
  }
}
