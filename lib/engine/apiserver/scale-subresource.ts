/**
 * The scale subresource of any kind that has replicas: reading it as a Scale, writing only its replicas, owners of the field kept true.
 *
 * Upstream: pkg/registry/apps/deployment/storage/storage.go (ScaleREST), apiextensions-apiserver/pkg/registry/customresource/etcd.go
 */
import { FieldManager } from '../apimachinery/managed-fields/field-manager';
import { FieldSet } from '../apimachinery/managed-fields/field-set';
import { parentEntriesOf, scaleEntriesOf, type ReplicasPath } from '../apimachinery/managed-fields/scale-entries';
import type { GroupResource, JsonObject, KubeObject } from '../apimachinery/object-meta';
import { builtinSchemas } from '../apimachinery/schema/builtin-schemas';
import { normalize } from '../apimachinery/schema/normalize';
import { badRequest, conflict, internalError, invalid, isStatusError, notFound } from '../apimachinery/status-error';
import { FieldError } from '../apimachinery/validation/field-error';
import { timestamp, withMetadata, type ApiServerCore } from './core';
import { managerOf } from './field-ownership';
import type { PatchType } from './request';
import type { HandlerAnswer, HandlerRequest, SubresourceHandler } from './subresource-handler';
import { applyChange } from './verbs/apply';
import { patchChange } from './verbs/patch';
import { getObject } from './verbs/read';
import { updateObject } from './verbs/update';

/** What a kind's scale shows and writes, in its storage version. */
export interface Scaling {
  /** Replicas that are asked for; undefined where the object does not say. */
  replicas(object: KubeObject): number | undefined;
  withReplicas(object: KubeObject, replicas: number): KubeObject;
  statusReplicas(object: KubeObject): number;
  /** The selector of the pods that count, as text; '' where there is none. */
  selector(object: KubeObject): string;
  readonly replicasPath: ReplicasPath;
  /** Named in refusals of objects that have no replicas. */
  readonly replicasField: string;
  /** How a GET of a missing object names it. @default as the resource */
  readonly missing?: GroupResource;
}

type Scale = KubeObject<{ readonly spec: { readonly replicas?: number } }>;

const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' } as const;
const API_VERSION = 'autoscaling/v1';
/** Stands for replicas that the object does not have, until the write gives them. */
const NO_REPLICAS = -2147483648;

const schema = builtinSchemas().schemaOf(SCALE);
if (!schema) throw new Error('the schema data has no Scale');

const owners = new FieldManager({
  ...SCALE,
  apiVersion: API_VERSION,
  subresource: 'scale',
  typed: (value) => ({ value, apiVersion: API_VERSION, schema }),
  convert: (object, apiVersion) => (apiVersion === API_VERSION ? object : undefined),
  ignoredFields: () => FieldSet.empty,
  emptyObject: normalize({ apiVersion: API_VERSION, kind: 'Scale', metadata: {} }, schema) as JsonObject,
});

export function scaleHandler(scaling: Scaling): SubresourceHandler {
  const scale = new ScaleSubresource(scaling);
  return {
    get: (core, request) => scale.get(core, request),
    update: (core, request, body) =>
      scale.write(core, request, (current) => scale.updated(core, request, current, body)),
    patch: (core, request, type, body) => scale.patch(core, request, type, body),
  };
}

class ScaleSubresource {
  constructor(private readonly scaling: Scaling) {}

  get(core: ApiServerCore, { target }: HandlerRequest): HandlerAnswer {
    const object = this.#found(core, target);
    if (this.scaling.replicas(object) === undefined)
      throw internalError(`the spec replicas field ${JSON.stringify(this.scaling.replicasField)} does not exist`);
    return { status: 200, object: this.#answer(object) };
  }

  #found(core: ApiServerCore, target: HandlerRequest['target']): KubeObject {
    const { missing } = this.scaling;
    try {
      return getObject(core, target);
    } catch (error) {
      throw missing && isStatusError(error, 'NotFound') ? notFound(missing, target.name) : error;
    }
  }

  patch(core: ApiServerCore, request: HandlerRequest, type: PatchType, text: string): HandlerAnswer {
    const { target, options, caller } = request;
    if (type === 'apply') {
      const { fieldManager = '', force = false } = options;
      const change = applyChange(
        target,
        (current, patch) => owners.apply(current, patch, fieldManager, force, timestamp(core)),
        text,
        { options, caller },
      );
      return this.write(core, request, change, true);
    }
    const change = patchChange(target, schema, { type, text }, options, caller);
    return this.write(core, request, (current) => this.updated(core, request, current, change(current)), true);
  }

  /** The changed Scale with its owners. */
  updated(
    core: ApiServerCore,
    { options, caller }: HandlerRequest,
    current: KubeObject,
    scale: KubeObject,
  ): KubeObject {
    return owners.update(current, scale, managerOf(options, caller), timestamp(core));
  }

  /** Writes what `change` makes of the object's Scale back into the object. */
  write(
    core: ApiServerCore,
    { target, options, caller }: HandlerRequest,
    change: (scale: KubeObject) => KubeObject,
    patch = false,
  ): HandlerAnswer {
    const { object } = updateObject(
      core,
      target,
      (current) => this.#changed(target.version.apiVersion, target.version.toStorage(current!), change, target),
      options,
      caller,
      { patch, fieldsTracked: true },
    );
    return { status: 200, object: this.#answer(object) };
  }

  #changed(
    apiVersion: string,
    object: KubeObject,
    change: (scale: KubeObject) => KubeObject,
    { definition, version, name }: HandlerRequest['target'],
  ): KubeObject {
    const { managedFields: entries } = object.metadata;
    const { replicasPath, replicasField } = this.scaling;
    const before = withMetadata(this.#scaleOf(object), { managedFields: scaleEntriesOf(entries, replicasPath) });
    const scale = change(before) as Scale;
    const replicas = scale.spec.replicas ?? 0;
    if (replicas === NO_REPLICAS)
      throw badRequest(`the spec replicas field ${JSON.stringify(replicasField)} cannot be empty`);
    const faults = scaleFaults(replicas);
    if (faults.length > 0) throw invalid(SCALE, name, faults);
    const { uid, resourceVersion } = scale.metadata;
    if (uid && uid !== object.metadata.uid) {
      const message = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${object.metadata.uid}`;
      throw conflict({ group: definition.group, resource: definition.kind }, name, message);
    }
    const changed = withMetadata(this.scaling.withReplicas(object, replicas), {
      managedFields: parentEntriesOf(entries, scale.metadata.managedFields, replicasPath, apiVersion),
      ...(resourceVersion ? { resourceVersion } : {}),
    });
    return version.fromStorage(changed);
  }

  /** As it is answered: whom the fields belong to is told by the object itself. */
  #answer(object: KubeObject): KubeObject {
    const { managedFields } = object.metadata;
    const entries = scaleEntriesOf(managedFields, this.scaling.replicasPath);
    return withMetadata(this.#scaleOf(object), { managedFields: entries });
  }

  #scaleOf(object: KubeObject): KubeObject {
    const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
    const selector = this.scaling.selector(object);
    return {
      kind: 'Scale',
      apiVersion: API_VERSION,
      metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
      spec: replicasOf(this.scaling.replicas(object) ?? NO_REPLICAS),
      status: { replicas: this.scaling.statusReplicas(object), ...(selector === '' ? {} : { selector }) },
    };
  }
}

/** Go leaves 0 out of a Scale's spec. */
function replicasOf(replicas: number): { readonly replicas?: number } {
  return replicas === 0 ? {} : { replicas };
}

function scaleFaults(replicas: number): FieldError[] {
  return replicas < 0 ? [FieldError.invalid('spec.replicas', replicas, 'must be greater than or equal to 0')] : [];
}
