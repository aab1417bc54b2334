/**
 * What is posted to a webhook, and what its answer means.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/request/admissionreview.go, errors/statuserror.go
 */
import { decodeBase64 } from '../../../apimachinery/base64';
import { quote } from '../../../apimachinery/go-text';
import { isJsonArray, type JsonObject, type JsonValue, type KubeObject } from '../../../apimachinery/object-meta';
import { StatusError, type Status } from '../../../apimachinery/status-error';
import type { ResourceTarget, User } from '../../request';
import type { AdmissionRequest } from '../admission';
import { namespaceOf } from './matching';

/** The versions of AdmissionReview that are spoken, as webhooks name them. */
export type ReviewVersion = 'v1' | 'v1beta1';

/** What an answer says, once it is found to be in order. */
export interface Verdict {
  readonly allowed: boolean;
  readonly patch?: readonly JsonValue[];
  readonly warnings: readonly string[];
  readonly result?: JsonObject;
}

export function admissionReview(
  request: AdmissionRequest,
  asked: ResourceTarget,
  version: ReviewVersion,
  uid: string,
): JsonObject {
  const { target, operation, caller, dryRun, options, object, old } = request;
  const name = target.name || object?.metadata.name || '';
  const namespace = namespaceOf(request);
  const versioned = (value: KubeObject | undefined): JsonValue =>
    value ? (asked.version.fromStorage(value) as unknown as JsonObject) : null;
  return {
    kind: 'AdmissionReview',
    apiVersion: `admission.k8s.io/${version}`,
    request: {
      uid,
      kind: kindOf(asked),
      resource: resourceOf(asked),
      ...(asked.subresource === '' ? {} : { subResource: asked.subresource }),
      requestKind: kindOf(target),
      requestResource: resourceOf(target),
      ...(target.subresource === '' ? {} : { requestSubResource: target.subresource }),
      ...(name === '' ? {} : { name }),
      ...(namespace === '' ? {} : { namespace }),
      operation,
      userInfo: userInfo(caller.user),
      object: versioned(object),
      oldObject: versioned(old),
      dryRun,
      options: options as JsonObject,
    },
  };
}

function kindOf({ definition, version, subresource }: ResourceTarget): JsonObject {
  const part = subresource === '' ? undefined : definition.subresources.get(subresource);
  const { group, kind } = part ?? definition;
  return { group, version: part?.version ?? version.name, kind };
}

function resourceOf({ definition, version }: ResourceTarget): JsonObject {
  return { group: definition.group, version: version.name, resource: definition.plural };
}

function userInfo({ name, uid, groups, extra }: User): JsonObject {
  return {
    ...(name === '' ? {} : { username: name }),
    ...(uid ? { uid } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

/** A text tells what is wrong with the answer. */
export function verdictOf(
  answer: JsonObject,
  uid: string,
  version: ReviewVersion,
  mutating: boolean,
): Verdict | string {
  const response = answer.response as JsonObject | undefined;
  if (!response) return 'webhook response was absent';
  if (version === 'v1') {
    const fault = v1Fault(answer, response, uid, mutating);
    if (fault !== undefined) return fault;
  }
  const { allowed, warnings, status, patch, patchType } = response;
  const given = mutating && typeof patch === 'string' && patch !== '' ? parsePatch(patch) : undefined;
  if (typeof given === 'string') return given;
  if (given && version === 'v1' && patchType !== 'JSONPatch')
    return `unsupported patch type ${quote(String(patchType))}`;
  return {
    allowed: allowed === true,
    warnings: isJsonArray(warnings ?? null) ? (warnings as readonly string[]) : [],
    ...(given ? { patch: given } : {}),
    ...(status ? { result: status as JsonObject } : {}),
  };
}

function v1Fault(answer: JsonObject, response: JsonObject, uid: string, mutating: boolean): string | undefined {
  const { patch, patchType } = response;
  if (response.uid !== uid) return `expected response.uid=${quote(uid)}, got ${quote(String(response.uid ?? ''))}`;
  const [group = '', version = ''] = String(answer.apiVersion ?? '').split('/');
  if (answer.apiVersion !== 'admission.k8s.io/v1' || answer.kind !== 'AdmissionReview') {
    const got = `${group}/${version}, Kind=${String(answer.kind ?? '')}`;
    return `expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got ${got}`;
  }
  const hasPatch = typeof patch === 'string' && patch !== '';
  const hasType = patchType !== undefined && patchType !== null;
  if (!mutating) {
    if (hasPatch) return 'validating webhook may not return response.patch';
    return hasType ? 'validating webhook may not return response.patchType' : undefined;
  }
  if (hasPatch && !hasType) return 'webhook returned response.patch but not response.patchType';
  if (!hasPatch && hasType) return 'webhook returned response.patchType but not response.patch';
  return patchType === '' ? 'webhook returned invalid response.patchType of ""' : undefined;
}

function parsePatch(base64: string): readonly JsonValue[] | string {
  try {
    const operations = JSON.parse(decodeBase64(base64)) as JsonValue;
    return isJsonArray(operations) ? operations : 'json: cannot unmarshal object into Go value of type jsonpatch.Patch';
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

/** How a webhook's no is told. */
export function deniedBy(webhook: string, result: JsonObject = {}): StatusError {
  const { message, reason, code, details, metadata } = result as Partial<Status>;
  const denied = `admission webhook ${quote(webhook)} denied the request`;
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: metadata ?? {},
    status: 'Failure',
    message: message ? `${denied}: ${message}` : reason ? `${denied}: ${reason}` : `${denied} without explanation`,
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    code: (code ?? 0) < 400 ? 400 : code!,
  });
}
