/**
 * Deleting an object: at once, after its grace period, or when its finalizers are gone.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go, pkg/registry/generic/registry/store.go (Delete, deletionFinalizersForGarbageCollection)
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { formatTime } from '../../apimachinery/time';
import { conflict, notFound } from '../../apimachinery/status-error';
import { admissionRequest, strategyContext, tableOf, withMetadata, type ApiServerCore } from '../core';
import type { Caller, DeleteOptions, ResourceTarget } from '../request';
import { objectKey } from '../resource-definition';
import { hasNamespaceFinalizers } from './update';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

export interface DeleteResult {
  /** The object as it was answered. */
  readonly object: KubeObject;
  /** It is gone; otherwise it lingers with a deletionTimestamp. */
  readonly gone: boolean;
}

/** @throws StatusError as the API server answers */
export function deleteObject(
  core: ApiServerCore,
  target: ResourceTarget,
  options: DeleteOptions,
  caller: Caller,
): DeleteResult {
  const { definition } = target;
  const table = tableOf(core, definition);
  const key = objectKey(definition.namespaced ? target.namespace : '', target.name);
  const stored = table.get(key);
  if (!stored) throw notFound(definition.groupResource, target.name);
  const dryRun = options.dryRun ?? false;
  const warning = definition.strategy.deletionWarning?.(options);
  if (warning !== undefined) caller.warn(warning);
  checkPreconditions(target, stored, options);
  const review = { old: stored, dryRun, options: deleteOptionsObject(options) };
  core.admission.admit(admissionRequest(core, 'DELETE', target, caller, review));
  core.admission.validate(admissionRequest(core, 'DELETE', target, caller, review));
  if (definition.table === 'namespaces') return deleteNamespace(core, target, stored, dryRun, caller);
  if (definition.strategy.beginDeletion && !stored.metadata.deletionTimestamp)
    return { object: beginDeletion(core, target, stored, dryRun, caller), gone: false };
  const graceful = beginGracefulDeletion(core, target, stored, options);
  const marked = withFinalizers(core, target, graceful.object, options);
  const lingers = graceful.seconds > 0 || (marked.metadata.finalizers?.length ?? 0) > 0;
  if (!lingers) {
    // Watchers see the object marked before they see it go.
    const last = graceful.object === stored || dryRun ? marked : table.put(key, marked);
    return { object: finishDeletion(core, target, last, caller, dryRun), gone: true };
  }
  if (marked === stored || dryRun) return { object: marked, gone: false };
  return { object: table.put(key, marked), gone: false };
}

/** Marks an object that a controller will remove. */
function beginDeletion(
  core: ApiServerCore,
  target: ResourceTarget,
  stored: KubeObject,
  dryRun: boolean,
  caller: Caller,
): KubeObject {
  const { strategy } = target.definition;
  const context = strategyContext(core, caller, dryRun);
  const held = withMetadata(stored, { deletionTimestamp: formatTime(core.clock.now()) });
  const marked = strategy.beginDeletion?.(held, context) ?? held;
  if (dryRun) return marked;
  const written = tableOf(core, target.definition).put(stored.metadata.name, marked);
  strategy.afterUpdate?.(written, context);
  return written;
}

/** Removes an object for good. Answers its last state, with the resourceVersion of its last write. */
export function finishDeletion(
  core: ApiServerCore,
  target: ResourceTarget,
  last: KubeObject,
  caller: Caller,
  dryRun: boolean,
): KubeObject {
  if (dryRun) return last;
  const { definition } = target;
  const key = objectKey(definition.namespaced ? (last.metadata.namespace ?? '') : '', last.metadata.name);
  // Watchers are told of what was stored: a last change that came with the deletion was never written.
  const removed = tableOf(core, definition).remove(key) ?? last;
  definition.strategy.afterDelete?.(removed, strategyContext(core, caller, dryRun));
  return last;
}

function checkPreconditions(target: ResourceTarget, stored: KubeObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const kind = { group: target.definition.group, resource: target.definition.kind };
  if (uid !== undefined && uid !== stored.metadata.uid) {
    throw conflict(
      kind,
      target.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${stored.metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== stored.metadata.resourceVersion) {
    throw conflict(
      kind,
      target.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${stored.metadata.resourceVersion}). The object might have been modified`,
    );
  }
}

interface Graceful {
  readonly object: KubeObject;
  /** Grace that is left before it goes; 0: it may go now. */
  readonly seconds: number;
}

/** Sets or shortens the deletion's grace period, where the kind has one. */
function beginGracefulDeletion(
  core: ApiServerCore,
  target: ResourceTarget,
  stored: KubeObject,
  options: DeleteOptions,
): Graceful {
  const nowMs = core.clock.now();
  const { deletionTimestamp, deletionGracePeriodSeconds: current } = stored.metadata;
  const strategyGrace = target.definition.strategy.gracePeriodSeconds?.(stored, options.gracePeriodSeconds);
  if (deletionTimestamp) {
    if (strategyGrace === undefined || (current ?? 0) === 0) return { object: stored, seconds: 0 };
    if (options.gracePeriodSeconds === undefined || strategyGrace >= (current ?? 0))
      return { object: stored, seconds: current ?? 0 };
    const startedMs = Date.parse(deletionTimestamp) - (current ?? 0) * 1000;
    const shorter = withMetadata(stored, {
      deletionTimestamp: formatTime(startedMs + strategyGrace * 1000),
      deletionGracePeriodSeconds: strategyGrace,
    });
    return { object: shorter, seconds: strategyGrace };
  }
  if (strategyGrace === undefined) return { object: stored, seconds: 0 };
  const { generation } = stored.metadata;
  const marked = withMetadata(stored, {
    deletionTimestamp: formatTime(nowMs + strategyGrace * 1000),
    deletionGracePeriodSeconds: strategyGrace,
    ...(generation !== undefined && generation > 0 ? { generation: generation + 1 } : {}),
  });
  return { object: marked, seconds: strategyGrace };
}

/** The finalizers that the propagation policy asks for; an object that stays because of them is marked as being deleted. */
function withFinalizers(
  core: ApiServerCore,
  target: ResourceTarget,
  object: KubeObject,
  options: DeleteOptions,
): KubeObject {
  const before = object.metadata.finalizers ?? [];
  const policy = propagationOf(target, before, options);
  const others = before.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  const asked = [...others, ...(policy === 'Orphan' ? [ORPHAN] : []), ...(policy === 'Foreground' ? [FOREGROUND] : [])];
  const finalizers = target.definition.strategy.defaultPropagation === 'unsupported' ? before : asked;
  if (finalizers.length === 0) return before.length === 0 ? object : withMetadata(object, { finalizers: undefined });
  const same =
    finalizers.length === before.length && finalizers.every((finalizer, index) => finalizer === before[index]);
  const kept = same ? object : withMetadata(object, { finalizers });
  if (kept.metadata.deletionTimestamp) return kept;
  const { generation } = kept.metadata;
  return withMetadata(kept, {
    deletionTimestamp: formatTime(core.clock.now()),
    deletionGracePeriodSeconds: 0,
    ...(generation !== undefined && generation > 0 ? { generation: generation + 1 } : {}),
  });
}

function propagationOf(
  target: ResourceTarget,
  finalizers: readonly string[],
  options: DeleteOptions,
): 'Orphan' | 'Foreground' | 'Background' {
  if (options.propagationPolicy) return options.propagationPolicy;
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background';
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  if (finalizers.includes(FOREGROUND)) return 'Foreground';
  return target.definition.strategy.defaultPropagation === 'orphan' ? 'Orphan' : 'Background';
}

/**
 * A Namespace turns Terminating and stays until its `spec.finalizers` are gone.
 * Upstream: pkg/registry/core/namespace/storage/storage.go
 */
function deleteNamespace(
  core: ApiServerCore,
  target: ResourceTarget,
  stored: KubeObject,
  dryRun: boolean,
  caller: Caller,
): DeleteResult {
  const held = hasNamespaceFinalizers(stored) || (stored.metadata.finalizers?.length ?? 0) > 0;
  if (stored.metadata.deletionTimestamp) {
    if (held) return { object: stored, gone: false };
    return { object: finishDeletion(core, target, stored, caller, dryRun), gone: true };
  }
  const status = { ...(stored as KubeObject & { readonly status?: object }).status, phase: 'Terminating' };
  const marked = { ...withMetadata(stored, { deletionTimestamp: formatTime(core.clock.now()) }), status } as KubeObject;
  if (dryRun) return { object: marked, gone: false };
  return { object: tableOf(core, target.definition).put(stored.metadata.name, marked), gone: false };
}

function deleteOptionsObject(options: DeleteOptions): Readonly<Record<string, unknown>> {
  const { dryRun, ...rest } = options;
  return { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1', ...rest, ...(dryRun ? { dryRun: ['All'] } : {}) };
}
