/**
 * Changing an object by a patch: JSON Patch, merge patch, strategic merge patch; apply has a file of its own.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
 */
import { plainJson } from '../../apimachinery/json/decode';
import { parseJson, type ParsedJson, type RawJson, type RawObject } from '../../apimachinery/json/parse-json';
import { type JsonObject, type JsonValue, type KubeObject } from '../../apimachinery/object-meta';
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
  const parsed = parsePatch(type, text, options);
  const body = plainJson(parsed.value);
  // Strategic merge works on Go values: what does not fit is told of the patch, elsewhere of the patched object.
  const strategic = type === 'strategic';
  const words = strategic ? 'converter' : 'json';
  return (current) => {
    const patched = patchedBy(type, current as JsonObject, body, schema);
    const refuse = (message: string): never => {
      const shown = strategic ? formatGoValue(body) : patchedText(patched, current as JsonObject, schema);
      throw invalid({ group: '', kind: '' }, '', [FieldError.invalid('patch', shown, message)]);
    };
    const before = current as JsonObject;
    const object = { object: patched as RawObject, duplicates: parsed.duplicates, words, before } as const;
    return checkName(decodePatched(target, object, options, caller, refuse), target);
  };
}

function parsePatch(type: PatchType, text: string, options: WriteOptions): ParsedJson {
  try {
    const parsed = parseJson(text);
    const fault = shapeFault(type, parsed.value, options);
    if (fault !== undefined) throw new ParseError(fault);
    return parsed;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw badRequest(faultInPatch(type, error.message, options));
  }
}

/** A patch that is no list of operations, or no object. */
function shapeFault(type: PatchType, value: RawJson, { fieldValidation }: WriteOptions): string | undefined {
  if (value === null) return undefined;
  const list = Array.isArray(value);
  if (type === 'json' ? list : !list && typeof value === 'object') return undefined;
  const operations = fieldValidation === 'Ignore' ? 'jsonpatch.Patch' : '[]handlers.jsonPatchOp';
  const goType = type === 'json' ? operations : 'map[string]interface {}';
  return `json: cannot unmarshal ${goTypeWord(value as JsonValue)} into Go value of type ${goType}`;
}

/** Fields are looked at before the patch is; where they are not, it is another library that reads it. */
function faultInPatch(type: PatchType, fault: string, { fieldValidation }: WriteOptions): string {
  if (type === 'strategic') return fault;
  if (fieldValidation !== 'Ignore') return `error decoding patch: ${fault}`;
  return type === 'merge' ? 'Invalid JSON Patch' : fault;
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
