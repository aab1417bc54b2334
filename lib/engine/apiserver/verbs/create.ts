/**
 * Creating an object.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go, pkg/registry/rest/create.go, pkg/registry/generic/registry/store.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { alreadyExists, badRequest, failure, invalid, unknownError } from '../../apimachinery/status-error';
import { admissionRequest, strategyContext, tableOf, timestamp, withMetadata, type ApiServerCore } from '../core';
import { trackCreate } from '../field-ownership';
import type { Caller, ResourceTarget, WriteOptions } from '../request';
import { objectKey, refusedKind } from '../resource-definition';
import type { StrategyContext } from '../strategy';
import { commonMetaFaults } from '../validation/object-meta';
import { dedupOwnerReferences } from './owner-references';

/** A random suffix is drawn anew when the name is taken, so often. Upstream gives up at once; at 5 letters nobody notices. */
const MAX_GENERATED_LENGTH = 63 - 5;

export interface CreateSettings {
  /** The object has its `managedFields` already (apply). */
  readonly fieldsTracked?: boolean;
}

/**
 * Creates an object that was decoded and defaulted in the version of the request; answers it in the storage version.
 * @throws StatusError as the API server answers
 */
export function createObject(
  core: ApiServerCore,
  target: ResourceTarget,
  input: KubeObject,
  options: WriteOptions,
  caller: Caller,
  { fieldsTracked = false }: CreateSettings = {},
): KubeObject {
  const { definition } = target;
  const dryRun = options.dryRun ?? false;
  const context = strategyContext(core, caller, dryRun, target.version.apiVersion);
  if (
    input.metadata.resourceVersion !== undefined &&
    input.metadata.resourceVersion !== '' &&
    input.metadata.resourceVersion !== '0'
  ) {
    throw unknownError('resourceVersion should not be set on objects to be created');
  }
  let object = ensureNamespace(target, dedupOwnerReferences(input, caller));
  if (!fieldsTracked) object = trackCreate(core, target, object, options, caller);
  object = target.version.toStorage(object);
  const review = { dryRun, options: createOptions(options) };
  object = core.admission.admit(admissionRequest(core, 'CREATE', target, caller, { ...review, object })) ?? object;
  definition.strategy.authorizeWrite?.(object, undefined, context, target);
  object = prepareForCreate(core, target, object, context);
  validate(target, object, context);
  for (const text of definition.strategy.warnings?.(object, undefined, context) ?? []) caller.warn(text);
  object = definition.strategy.canonicalize?.(object) ?? object;
  core.admission.validate(admissionRequest(core, 'CREATE', target, caller, { ...review, object }));
  const key = objectKey(object.metadata.namespace ?? '', object.metadata.name);
  const table = tableOf(core, definition);
  refuseTaken(definition, table.get(key), object.metadata.name);
  if (dryRun) return object;
  const stored = table.put(key, object);
  definition.strategy.afterCreate?.(stored, context);
  return stored;
}

/** The kind's own rules first; what holds for every kind only where they found nothing. */
function validate(target: ResourceTarget, object: KubeObject, context: StrategyContext): void {
  const { definition } = target;
  let errors = definition.strategy.validate?.(object, context) ?? [];
  if (errors.length === 0) errors = commonMetaFaults(object, definition.namespaced);
  if (errors.length > 0) throw invalid(refusedKind(definition, object), object.metadata.name, errors);
}

function prepareForCreate(
  core: ApiServerCore,
  target: ResourceTarget,
  input: KubeObject,
  context: StrategyContext,
): KubeObject {
  const { generateName, name } = input.metadata;
  const object = withMetadata(input, {
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    name: !name && generateName ? generatedName(core, generateName) : (name ?? ''),
    uid: core.random.uuid(),
    creationTimestamp: timestamp(core),
    resourceVersion: undefined,
    selfLink: undefined,
  });
  return target.definition.strategy.prepareForCreate?.(object, context) ?? object;
}

function generatedName(core: ApiServerCore, prefix: string): string {
  return `${prefix.slice(0, MAX_GENERATED_LENGTH)}${core.random.suffix()}`;
}

/** The object's namespace is the request's, or the request is refused. */
export function ensureNamespace(target: ResourceTarget, object: KubeObject): KubeObject {
  const sent = object.metadata.namespace ?? '';
  if (!target.definition.namespaced) return sent === '' ? object : withMetadata(object, { namespace: undefined });
  if (sent === target.namespace) return object;
  if (sent === '') return withMetadata(object, { namespace: target.namespace });
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

function createOptions(options: WriteOptions): Readonly<Record<string, unknown>> {
  return {
    kind: 'CreateOptions',
    apiVersion: 'meta.k8s.io/v1',
    ...(options.dryRun ? { dryRun: ['All'] } : {}),
    ...(options.fieldManager ? { fieldManager: options.fieldManager } : {}),
    ...(options.fieldValidation ? { fieldValidation: options.fieldValidation } : {}),
  };
}

function refuseTaken(definition: ResourceTarget['definition'], taken: KubeObject | undefined, name: string): void {
  if (!taken) return;
  const error = alreadyExists(definition.groupResource, name);
  if (!taken.metadata.deletionTimestamp) throw error;
  throw failure(409, 'AlreadyExists', `object is being deleted: ${error.message}`, error.status.details);
}
