/**
 * The shape of an API type, as decoding, patching, server-side apply and `explain` need it. Built-in types come from the
 * generated data beside this file; custom resources are turned into the same shape from their structural schema.
 *
 * Upstream: staging/src/k8s.io/kube-openapi (what `/openapi/v3` publishes), sigs.k8s.io/structured-merge-diff/v4/schema
 */

/** Leaf types. `any` is free-form JSON (RawExtension, JSON); `bytes` is base64 text; `intOrString` a number or a text. */
export type ScalarType =
  | 'string'
  | 'int32'
  | 'int64'
  | 'number'
  | 'boolean'
  | 'bytes'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'any';

/** What kind of Go type a field has, named types and pointers seen through. */
export type GoKind = 'scalar' | 'struct' | 'map' | 'slice' | 'bytes' | 'interface';

/** How Go encodes a field of a struct. */
export interface GoField {
  readonly name: string;
  /** The tag says `omitempty`; without effect on structs that are not pointers. */
  readonly omitEmpty: boolean;
  readonly pointer: boolean;
  readonly kind: GoKind;
}

export interface ScalarSchema {
  readonly type: ScalarType;
  /** Values that the published schema enumerates; information for `explain`, never enforced for built-in types. */
  readonly enum?: readonly string[];
  /** The published default; server-side apply takes it for a list's map key that an item leaves out. */
  readonly default?: string | number | boolean;
  /** Free-form values that server-side apply owns as one field (RawExtension); others are owned key by key. */
  readonly atomic?: boolean;
  /** Free-form values that are a struct or something else (JSONSchemaPropsOrBool): what an object in them is. */
  readonly struct?: ObjectSchema;
}

export interface ObjectSchema {
  readonly type: 'object';
  /** The Go struct's name without package, e.g. `DeploymentSpec`; decoding errors name it. Custom resources: ''. */
  readonly goType: string;
  /** The last part of the name of the struct's Go package, such as `v1`; undefined for that of the kind it is read for. */
  readonly goPackage?: string;
  readonly fields: ReadonlyMap<string, Schema>;
  /** How Go encodes the fields, in the order of the Go struct; undefined where no Go struct stands behind (custom resources). */
  readonly goFields?: readonly GoField[];
  /** Empty lists and maps stay empty where they are always written; others are stored as protobuf and come back as null. */
  readonly keepsEmpty?: boolean;
  /** Names of required fields, in the published order. */
  readonly required: readonly string[];
  /** `x-kubernetes-map-type: atomic`: server-side apply owns the whole value as one field. */
  readonly atomic?: boolean;
  /** `x-kubernetes-patch-strategy: retainKeys` on the field that holds this object. */
  readonly retainKeys?: boolean;
  /** `x-kubernetes-patch-strategy: replace` on that field: strategic merge patch takes the patch's value whole. */
  readonly replace?: boolean;
  /** Fields that the schema does not know are kept (`x-kubernetes-preserve-unknown-fields`). */
  readonly preserveUnknown?: boolean;
}

export interface MapSchema {
  readonly type: 'map';
  readonly values: Schema;
  readonly atomic?: boolean;
}

export interface ListSchema {
  readonly type: 'list';
  readonly items: Schema;
  /** How server-side apply merges it; where nothing is published, as the patch strategy says, else `atomic`. */
  readonly listType: 'atomic' | 'set' | 'map';
  /** Keys of `listType: map`. */
  readonly mapKeys: readonly string[];
  /** How strategic merge patch treats it; `replace` where nothing is published. */
  readonly patchStrategy: 'merge' | 'replace';
  /** Key of `patchStrategy: merge` over objects; undefined for lists of scalars. */
  readonly mergeKey?: string;
}

export type Schema = ScalarSchema | ObjectSchema | MapSchema | ListSchema;

/** Group, version and kind; the core group is ''. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Finds the schema of a whole object; undefined for kinds that nobody declared. */
export interface SchemaSource {
  schemaOf(gvk: GroupVersionKind): ObjectSchema | undefined;
}
