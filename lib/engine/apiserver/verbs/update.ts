/**
 * Replacing an object, or the part of it that a subresource writes.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/update.go, pkg/registry/rest/update.go, pkg/registry/generic/registry/store.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import {
  conflict,
  invalid,
  notFound,
  OBJECT_MODIFIED,
  unknownError,
  type StatusError,
} from '../../apimachinery/status-error';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { GoValue } from '../../apimachinery/validation/go-value';
import { admissionRequest, strategyContext, tableOf, withMetadata, type ApiServerCore } from '../core';
import { isSameButTimes, trackUpdate } from '../field-ownership';
import type { Caller, ResourceTarget, WriteOptions } from '../request';
import { objectKey, refusedKind } from '../resource-definition';
import type { StrategyContext } from '../strategy';
import { commonMetaUpdateFaults } from '../validation/object-meta';
import { createObject, ensureNamespace } from './create';
import { finishDeletion } from './delete';
import { dedupOwnerReferences } from './owner-references';

export interface UpdateResult {
  readonly object: KubeObject;
  readonly created: boolean;
}

/** What the new object is to be, given the stored one; both in the version of the request. */
export type Change = (current: KubeObject | undefined) => KubeObject;

export interface UpdateSettings {
  /** A patch: a missing object is an error whatever the kind allows, and managed fields may be the change's own business. */
  readonly patch?: boolean;
  /** The change has already written `managedFields` (apply). */
  readonly fieldsTracked?: boolean;
  /** A missing object is created (apply). */
  readonly createMissing?: boolean;
  /** Preconditions of the request. */
  readonly uid?: string;
}

/** @throws StatusError as the API server answers */
export function updateObject(
  core: ApiServerCore,
  target: ResourceTarget,
  change: Change,
  options: WriteOptions,
  caller: Caller,
  settings: UpdateSettings = {},
): UpdateResult {
  const { definition, version } = target;
  const { strategy } = definition;
  const table = tableOf(core, definition);
  const key = objectKey(definition.namespaced ? target.namespace : '', target.name);
  const stored = table.get(key);
  if (!stored) return createMissing(core, target, change, options, caller, settings);
  const dryRun = options.dryRun ?? false;
  const context = strategyContext(core, caller, dryRun, version.apiVersion);
  const current = version.fromStorage(stored);
  let object = ensureNamespace(target, dedupOwnerReferences(change(current), caller));
  if (!settings.fieldsTracked) object = trackUpdate(core, target, current, object, options, caller);
  object = version.toStorage(object);
  const review = { dryRun, options: updateOptions(options, settings.patch ?? false), old: stored };
  object = core.admission.admit(admissionRequest(core, 'UPDATE', target, caller, { ...review, object })) ?? object;
  strategy.authorizeWrite?.(object, stored, context, target);
  object = checkVersions(target, object, stored);
  object = prepareForUpdate(target, object, stored, context);
  validateUpdate(target, object, stored, context, caller);
  object = strategy.canonicalize?.(object, stored) ?? object;
  core.admission.validate(admissionRequest(core, 'UPDATE', target, caller, { ...review, object }));
  if (isSameButTimes(object, stored)) return { object: stored, created: false };
  if (goesForGood(object)) return { object: finishDeletion(core, target, object, caller, dryRun), created: false };
  if (dryRun) return { object, created: false };
  const written = table.put(key, object);
  strategy.afterUpdate?.(written, context);
  return { object: written, created: false };
}

/** Marked for deletion, and nothing holds it any more. */
function goesForGood(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (!deletionTimestamp || (finalizers?.length ?? 0) > 0) return false;
  return (deletionGracePeriodSeconds ?? 0) === 0 && !hasNamespaceFinalizers(object);
}

/** A Namespace is held by `spec.finalizers` too. */
export function hasNamespaceFinalizers(object: KubeObject): boolean {
  if (object.kind !== 'Namespace' || object.apiVersion !== 'v1') return false;
  const { spec } = object as KubeObject & { readonly spec?: { readonly finalizers?: readonly string[] } };
  return (spec?.finalizers?.length ?? 0) > 0;
}

function createMissing(
  core: ApiServerCore,
  target: ResourceTarget,
  change: Change,
  options: WriteOptions,
  caller: Caller,
  settings: UpdateSettings,
): UpdateResult {
  const { definition } = target;
  const allowed = settings.createMissing || (!settings.patch && definition.strategy.allowCreateOnUpdate);
  if (!allowed || target.subresource !== '') throw notFound(definition.groupResource, target.name);
  const object = change(undefined);
  const { resourceVersion } = object.metadata;
  if (!settings.createMissing && resourceVersion && resourceVersion !== '0')
    throw notFound(definition.groupResource, target.name);
  const unversioned = withMetadata(object, { resourceVersion: undefined });
  const { fieldsTracked } = settings;
  return { object: createObject(core, target, unversioned, options, caller, { fieldsTracked }), created: true };
}

function conflictOfUid(target: ResourceTarget, asked: string, found: string): StatusError {
  const key = ['/registry', target.definition.plural, target.namespace, target.name]
    .filter((part) => part !== '')
    .join('/');
  return conflict(
    target.definition.groupResource,
    target.name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${asked}, UID in object meta: ${found}`,
  );
}

/** Optimistic locking: the sent resourceVersion must be the stored one, or absent where the kind allows. */
function checkVersions(target: ResourceTarget, object: KubeObject, stored: KubeObject): KubeObject {
  const { definition } = target;
  const sent = object.metadata.resourceVersion ?? '';
  const { uid } = object.metadata;
  if (uid && uid !== stored.metadata.uid) throw conflictOfUid(target, uid, stored.metadata.uid ?? '');
  if (sent === '' || sent === '0') {
    if (definition.strategy.allowUnconditionalUpdate === false) {
      const error = FieldError.invalid(
        FieldPath.of('metadata', 'resourceVersion'),
        new GoValue('0x0'),
        'must be specified for an update',
      );
      throw invalid({ group: definition.group, kind: definition.plural }, target.name, [error]);
    }
  } else if (sent !== stored.metadata.resourceVersion) {
    if (!/^\d+$/.test(sent)) throw unknownError(`strconv.ParseUint: parsing ${JSON.stringify(sent)}: invalid syntax`);
    throw conflict(definition.groupResource, target.name, OBJECT_MODIFIED);
  }
  return withMetadata(object, { resourceVersion: stored.metadata.resourceVersion });
}

/** System metadata comes from the stored object, whatever was sent. */
function prepareForUpdate(
  target: ResourceTarget,
  input: KubeObject,
  stored: KubeObject,
  context: StrategyContext,
): KubeObject {
  const old = stored.metadata;
  const object = withMetadata(input, {
    generation: old.generation,
    creationTimestamp: old.creationTimestamp,
    ...(input.metadata.uid ? {} : { uid: old.uid }),
    ...(old.deletionTimestamp ? { deletionTimestamp: old.deletionTimestamp } : {}),
    ...(input.metadata.deletionGracePeriodSeconds !== undefined
      ? {}
      : { deletionGracePeriodSeconds: old.deletionGracePeriodSeconds }),
    selfLink: undefined,
  });
  const { strategy } = target.definition;
  const part = target.subresource === '' ? undefined : strategy.subresources?.[target.subresource];
  return part
    ? part.prepareForUpdate(object, stored, context)
    : (strategy.prepareForUpdate?.(object, stored, context) ?? object);
}

function validateUpdate(
  target: ResourceTarget,
  object: KubeObject,
  stored: KubeObject,
  context: StrategyContext,
  caller: Caller,
): void {
  const { definition } = target;
  const part = target.subresource === '' ? undefined : definition.strategy.subresources?.[target.subresource];
  const errors = [
    ...commonMetaUpdateFaults(object, stored, definition.namespaced),
    ...((part ?? definition.strategy).validateUpdate?.(object, stored, context) ?? []),
  ];
  if (errors.length > 0) throw invalid(refusedKind(definition, object), object.metadata.name, errors);
  if (part) return;
  for (const text of definition.strategy.warnings?.(object, stored, context) ?? []) caller.warn(text);
}

function updateOptions(options: WriteOptions, patch: boolean): Readonly<Record<string, unknown>> {
  return {
    kind: patch ? 'PatchOptions' : 'UpdateOptions',
    apiVersion: 'meta.k8s.io/v1',
    ...(options.dryRun ? { dryRun: ['All'] } : {}),
    ...(options.fieldManager ? { fieldManager: options.fieldManager } : {}),
    ...(options.fieldValidation ? { fieldValidation: options.fieldValidation } : {}),
    ...(options.force !== undefined && patch ? { force: options.force } : {}),
  };
}
