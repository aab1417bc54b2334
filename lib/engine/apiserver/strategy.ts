/**
 * What is particular to a kind: defaults, validation, what a write may change. One `resources/<kind>.ts` each fills this in; the verbs do
 * the rest.
 *
 * All functions take and give objects in the storage version. `applyDefaults` alone works in place, on what was just decoded, and writes
 * only where a value is missing: objects from the store are frozen and complete.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update,delete}.go
 */
import type { KubeObject } from '../apimachinery/object-meta';
import type { FieldError } from '../apimachinery/validation/field-error';
import type { Random } from '../random/random';
import type { Store } from '../store/store';
import type { Authorizer } from './authorization/authorizer';
import type { SignatureVerifier } from './certificates/signature-verifier';
import type { DeleteOptions, User } from './request';

/** A deeply mutable view, for the one place where an object is filled in: before anybody else has seen it. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? Draft<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Draft<T[Key]> }
    : T;

/** What a strategy may know besides the object. */
export interface StrategyContext {
  readonly store: Store;
  readonly random: Random;
  /** Virtual time in milliseconds since the epoch. */
  nowMs(): number;
  readonly user: User;
  readonly authorizer: Authorizer;
  readonly signatures: SignatureVerifier;
  /** True for `dryRun=All`: nothing outside the object may change. */
  readonly dryRun: boolean;
  /** Addresses that Services get; see `ServiceNetwork`. */
  readonly settings: ApiServerSettings;
  /** The version of the request, where there is one: custom resources have a schema for each. */
  readonly apiVersion?: string;
}

/** Where a write goes, as its path says; `name` is '' for a create. */
export interface WritePlace {
  readonly namespace: string;
  readonly name: string;
}

/** What kube-apiserver's flags would say. */
export interface ApiServerSettings {
  /** One range, or one of each family with a comma between; the first is the primary one. @default 10.96.0.0/16 */
  readonly serviceClusterIpRange: string;
  /** First and last node port. @default [30000, 32767] */
  readonly serviceNodePortRange: readonly [number, number];
}

/** Rules for one subresource that writes a part of the object (`status`, `approval`, ...). */
export interface SubresourceStrategy<T extends KubeObject = KubeObject> {
  /** What of `object` counts when `old` is written through this subresource. */
  prepareForUpdate(object: T, old: T, context: StrategyContext): T;
  validateUpdate?(object: T, old: T, context: StrategyContext): FieldError[];
  /** Fields that this subresource never owns for server-side apply, as dotted paths. */
  readonly resetFields?: readonly string[];
}

export interface ResourceStrategy<T extends KubeObject = KubeObject> {
  /** Fills in what was left out. In place; never overwrites. */
  applyDefaults?(draft: Draft<T>): void;
  prepareForCreate?(object: T, context: StrategyContext): T;
  prepareForUpdate?(object: T, old: T, context: StrategyContext): T;
  /** What the caller must be allowed to besides the request itself; asked before validation. @throws StatusError Forbidden */
  authorizeWrite?(object: T, old: T | undefined, context: StrategyContext, place: WritePlace): void;
  /** All faults of a new object, in upstream's order, `metadata` included. */
  validate?(object: T, context: StrategyContext): FieldError[];
  /** All faults of a change, in upstream's order, `metadata` included. */
  validateUpdate?(object: T, old: T, context: StrategyContext): FieldError[];
  /** Texts for `Warning:` headers. */
  warnings?(object: T, old: T | undefined, context: StrategyContext): string[];
  /** The same object in its canonical form, after validation. */
  canonicalize?(object: T, old?: T): T;
  /** Values for field selectors besides `metadata.name` and `metadata.namespace`. */
  selectableFields?(object: T): Readonly<Record<string, string>>;
  /** Names of `selectableFields`, for selectors that no object answers. */
  readonly selectableFieldNames?: readonly string[];
  /** The refusal of a field that cannot be selected, where the kind words it its own way. @default `field label not supported: FIELD` */
  unknownField?(field: string): string;
  /** PUT of a missing object creates it. @default false */
  readonly allowCreateOnUpdate?: boolean;
  /** PUT without a resourceVersion is taken. @default true */
  readonly allowUnconditionalUpdate?: boolean;
  /** Fields that writes through the main resource never own for server-side apply, as dotted paths (`status`). */
  readonly resetFields?: readonly string[];
  readonly subresources?: Readonly<Record<string, SubresourceStrategy<T>>>;
  /**
   * How long the object lingers when deleted: undefined for objects that go at once, else what `spec.terminationGracePeriodSeconds` and
   * the request make of it.
   */
  gracePeriodSeconds?(object: T, requested: number | undefined): number | undefined;
  /** What becomes of dependents when the request does not say; `unsupported` heeds no request. @default 'background' */
  readonly defaultPropagation?: 'background' | 'orphan' | 'unsupported';
  /** A text for a `Warning:` header when the object is deleted with these options. */
  deletionWarning?(options: DeleteOptions): string | undefined;
  /** DELETE answers the object as it was instead of a Status, also when it is gone. @default false */
  readonly answersDeletedObject?: boolean;
  /** What the first DELETE makes of an object that a controller removes later; it holds itself by finalizers. */
  beginDeletion?(object: T, context: StrategyContext): T;
  /** Runs after an object was stored or is gone for good: to hand out or take back what lives outside it. */
  afterCreate?(object: T, context: StrategyContext): void;
  afterUpdate?(object: T, context: StrategyContext): void;
  afterDelete?(object: T, context: StrategyContext): void;
}
