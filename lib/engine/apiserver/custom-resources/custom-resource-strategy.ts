/**
 * The strategy of every custom resource: metadata as everywhere, the rest as its schema says. Which schema counts depends on the version
 * of the request.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/{strategy,status_strategy,validator}.go
 */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { failure } from '../../apimachinery/status-error';
import { FieldError } from '../../apimachinery/validation/field-error';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { withMetadata } from '../core';
import type { ResourceStrategy, StrategyContext, SubresourceStrategy } from '../strategy';
import { objectMetaFaults, objectMetaUpdateFaults } from '../validation/object-meta';
import type { CustomResourceNames } from './json-schema';
import type { CustomVersion } from './custom-version';
import { embeddedFaults } from './embedded-resources';
import { listTypeFaults } from './list-types';
import { scaleSpecFaults, scaleStatusFaults } from './scale-paths';

export interface CustomStrategyOptions {
  readonly names: CustomResourceNames;
  readonly group: string;
  readonly namespaced: boolean;
  readonly versions: readonly CustomVersion[];
  readonly storage: CustomVersion;
  /** The definition is being deleted: nothing new may come. */
  readonly terminating: boolean;
  /** Told when an object is gone. */
  readonly afterDelete: () => void;
}

/** Faults that make it pointless to ask rules about the object. */
const BLOCKING: ReadonlySet<string> = new Set([
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const NOT_CHECKED =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

export function customResourceStrategy(options: CustomStrategyOptions): ResourceStrategy {
  const strategy = new CustomResourceStrategy(options);
  return {
    prepareForCreate: (object, context) => strategy.prepareForCreate(object, context),
    prepareForUpdate: (object, old, context) => strategy.prepareForUpdate(object, old, context),
    validate: (object, context) => strategy.validate(object, context),
    validateUpdate: (object, old, context) => strategy.validateUpdate(object, old, context),
    allowUnconditionalUpdate: false,
    afterDelete: options.afterDelete,
    resetFields: options.versions.some((version) => version.hasStatus) ? ['status'] : [],
    subresources: { status: strategy.status },
  };
}

class CustomResourceStrategy {
  readonly status: SubresourceStrategy;

  constructor(private readonly options: CustomStrategyOptions) {
    this.status = {
      prepareForUpdate: (object, old) => ({ ...old, metadata: keepEntries(object, old), ...statusOf(object) }),
      validateUpdate: (object, old, context) => this.#validateStatus(object, old, context),
      resetFields: ['spec'],
    };
  }

  prepareForCreate(object: KubeObject, context: StrategyContext): KubeObject {
    if (this.options.terminating) throw this.#terminating();
    const { status: _status, ...rest } = object as JsonObject;
    const kept = this.#version(context).hasStatus ? (rest as KubeObject) : object;
    return withMetadata(kept, { generation: 1 });
  }

  prepareForUpdate(object: KubeObject, old: KubeObject, context: StrategyContext): KubeObject {
    const { status: _status, ...rest } = object as JsonObject;
    const kept = this.#version(context).hasStatus ? ({ ...rest, ...statusOf(old) } as KubeObject) : object;
    if (sameJson({ ...kept, metadata: null }, { ...old, metadata: null })) return kept;
    return withMetadata(kept, { generation: (old.metadata.generation ?? 0) + 1 });
  }

  validate(stored: KubeObject, context: StrategyContext): FieldError[] {
    const version = this.#version(context);
    const object = version.shown(stored);
    const kind = this.#kindFaults(object);
    if (kind.length > 0) return kind;
    const { scale } = version.subresources;
    const errors = [
      ...objectMetaFaults(object, this.#metadataRules),
      ...version.schemaFaults(object),
      ...scaleSpecFaults(object, scale),
      ...scaleStatusFaults(object, scale),
      ...embeddedFaults(object as JsonObject, version.schema),
      ...listTypeFaults(object as JsonObject, version.schema),
    ];
    return this.#withRules(errors, object, undefined, version);
  }

  validateUpdate(stored: KubeObject, before: KubeObject, context: StrategyContext): FieldError[] {
    const version = this.#version(context);
    const [object, old] = [version.shown(stored), version.shown(before)];
    const kind = this.#kindFaults(object);
    if (kind.length > 0) return kind;
    const { scale } = version.subresources;
    const errors = [
      ...objectMetaUpdateFaults(object, old, this.#metadataRules),
      ...version.schemaFaults(object),
      ...scaleSpecFaults(object, scale),
      ...scaleStatusFaults(object, scale),
      ...embeddedFaults(object as JsonObject, version.schema),
      ...this.#newListTypeFaults(object, old, version),
    ];
    return this.#withRules(errors, object, old, version);
  }

  get #metadataRules() {
    // Upstream looks at the names of finalizers of built-in kinds only.
    return { namespaced: this.options.namespaced, name: nameIsDnsSubdomain, qualifiedFinalizers: false };
  }

  /** The version of the request; of writes that come in no version, the one that is stored. */
  #version({ apiVersion }: StrategyContext): CustomVersion {
    return this.options.versions.find((version) => version.apiVersion === apiVersion) ?? this.options.storage;
  }

  #kindFaults({ kind }: KubeObject): FieldError[] {
    const wanted = this.options.names.kind;
    return kind === wanted ? [] : [FieldError.invalid('kind', kind, `must be ${wanted}`)];
  }

  #validateStatus(stored: KubeObject, before: KubeObject, context: StrategyContext): FieldError[] {
    const version = this.#version(context);
    const [object, old] = [version.shown(stored), version.shown(before)];
    const errors = [
      ...objectMetaUpdateFaults(object, old, this.#metadataRules),
      ...version.schemaFaults(object, true),
      ...scaleStatusFaults(object, version.subresources.scale),
      ...this.#newListTypeFaults(object, old, version),
    ];
    return this.#withRules(errors, object, old, version);
  }

  /** Lists that had duplicates before may keep them. */
  #newListTypeFaults(object: KubeObject, old: KubeObject, { schema }: CustomVersion): FieldError[] {
    return listTypeFaults(old as JsonObject, schema).length > 0 ? [] : listTypeFaults(object as JsonObject, schema);
  }

  #withRules(
    errors: readonly FieldError[],
    object: KubeObject,
    old: KubeObject | undefined,
    version: CustomVersion,
  ): FieldError[] {
    const { rules } = version;
    if (!rules) return [...errors];
    if (errors.some(({ type }) => BLOCKING.has(type)))
      return [...errors, FieldError.invalid('<nil>', null, NOT_CHECKED)];
    return [...errors, ...rules.faults(object as JsonObject, old as JsonObject | undefined)];
  }

  #terminating(): Error {
    const { group, names } = this.options;
    return failure(405, 'MethodNotAllowed', 'create not allowed while custom resource definition is terminating', {
      group,
      kind: names.plural,
    });
  }
}

function statusOf(object: KubeObject): JsonObject {
  const { status } = object as JsonObject;
  return status === undefined ? {} : { status };
}

/** Nothing of the metadata is written with the status but who wrote it. */
function keepEntries(object: KubeObject, old: KubeObject): KubeObject['metadata'] {
  const { managedFields: _before, ...metadata } = old.metadata;
  const { managedFields } = object.metadata;
  return managedFields === undefined ? metadata : { ...metadata, managedFields };
}
