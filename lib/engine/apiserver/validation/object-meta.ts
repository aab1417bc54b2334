/**
 * Validation of an object's metadata: once by the kind, with its own rule for names, and once by the API server for every kind.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go, pkg/apis/meta/v1/validation/validation.go,
 * pkg/apis/core/validation/validation.go (validateKubeFinalizerName), staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update}.go
 */
import {
  parseGroupVersion,
  type KubeObject,
  type ManagedFieldsEntry,
  type ObjectMeta,
  type OwnerReference,
} from '../../apimachinery/object-meta';
import {
  goPointer,
  goSlice,
  goStruct,
  goTime,
  type GoValue,
  type Printable,
} from '../../apimachinery/validation/go-value';
import { sameJson } from '../../apimachinery/same-json';
import { byteLength } from '../../apimachinery/go-text';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import {
  dns1123LabelFaults,
  labelValueFaults,
  nameIsPathSegment,
  qualifiedNameFaults,
  type NameCheck,
} from '../../apimachinery/validation/names';
import { FIELD_IS_IMMUTABLE, type Report, type Rule } from './rules';

export interface MetadataRules {
  readonly namespaced: boolean;
  readonly name: NameCheck;
  /** Finalizers without a `/` must be one of Kubernetes' own. @default true */
  readonly qualifiedFinalizers?: boolean;
}

const AT = FieldPath.of('metadata');
const LABELS = AT.child('labels');
const ANNOTATIONS = AT.child('annotations');
const MAX_ANNOTATION_BYTES = 256 * 1024;
const MAX_MANAGER_BYTES = 128;
const MAX_SUBRESOURCE_BYTES = 256;
export const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Labels: keys and values, both reported at the map itself. */
export const labelsRule: Rule<Readonly<Record<string, string>>> = (labels, at, report) => {
  for (const [key, value] of inOrderOfKey(labels)) {
    for (const fault of qualifiedNameFaults(key)) report(FieldError.invalid(at, key, fault));
    for (const fault of labelValueFaults(value)) report(FieldError.invalid(at, value, fault));
  }
};

/** Annotations: keys are like labels', in any case; values are free, their sum is limited. */
export const annotationsRule: Rule<Readonly<Record<string, string>>> = (annotations, at, report) => {
  let bytes = 0;
  for (const [key, value] of inOrderOfKey(annotations)) {
    bytes += byteLength(key) + byteLength(value);
    for (const fault of qualifiedNameFaults(key.toLowerCase())) report(FieldError.invalid(at, key, fault));
  }
  if (bytes > MAX_ANNOTATION_BYTES) report(FieldError.tooLong(at, '', MAX_ANNOTATION_BYTES));
};

function inOrderOfKey(map: Readonly<Record<string, string>> | undefined): readonly (readonly [string, string])[] {
  return map ? Object.entries(map).sort(byKey) : [];
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Faults of a new object's metadata, as the kind sees them. */
export function objectMetaFaults(object: KubeObject, rules: MetadataRules): FieldError[] {
  const { metadata } = object;
  return [...accessorFaults(metadata, rules), ...finalizerNameFaults(metadata, rules)];
}

/** Faults of changed metadata, as the kind sees them. */
export function objectMetaUpdateFaults(object: KubeObject, old: KubeObject, rules: MetadataRules): FieldError[] {
  return [...changeFaults(object.metadata, old.metadata), ...finalizerNameFaults(object.metadata, rules)];
}

/** What the API server itself looks at when an object of any kind is created. */
export function commonMetaFaults(object: KubeObject, namespaced: boolean): FieldError[] {
  return accessorFaults(object.metadata, { namespaced, name: nameIsPathSegment });
}

/** What the API server itself looks at when an object of any kind changes. */
export function commonMetaUpdateFaults(object: KubeObject, old: KubeObject, namespaced: boolean): FieldError[] {
  const { metadata } = object;
  const rules = { namespaced, name: nameIsPathSegment };
  return [...accessorFaults(metadata, rules, old.metadata), ...changeFaults(metadata, old.metadata)];
}

function accessorFaults(metadata: ObjectMeta, { namespaced, name }: MetadataRules, stored?: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  const report: Report = (error) => errors.push(error);
  if (metadata.generateName) {
    const at = AT.child('generateName');
    for (const fault of name(metadata.generateName, true)) report(FieldError.invalid(at, metadata.generateName, fault));
  }
  if (!metadata.name) report(FieldError.required(AT.child('name'), 'name or generateName is required'));
  else for (const fault of name(metadata.name)) report(FieldError.invalid(AT.child('name'), metadata.name, fault));
  namespaceFaults(metadata.namespace ?? '', namespaced, report);
  if ((metadata.generation ?? 0) < 0) {
    report(FieldError.invalid(AT.child('generation'), metadata.generation, 'must be greater than or equal to 0'));
  }
  settableFaults(metadata, report, stored, metadata.finalizers);
  return errors;
}

function namespaceFaults(namespace: string, namespaced: boolean, report: Report): void {
  const at = AT.child('namespace');
  if (!namespaced) {
    if (namespace !== '') report(FieldError.forbidden(at, 'not allowed on this type'));
  } else if (namespace === '') report(FieldError.required(at));
  else for (const fault of dns1123LabelFaults(namespace)) report(FieldError.invalid(at, namespace, fault));
}

/**
 * What clients may set, on creation and later. What is stored already was looked at when it came.
 *
 * @param finalizers to be looked at too: only the look at an object as a whole does so
 */
function settableFaults(
  metadata: ObjectMeta,
  report: Report,
  stored: ObjectMeta | undefined,
  finalizers?: readonly string[],
): void {
  const { labels, annotations, ownerReferences, managedFields } = metadata;
  if (labels && labels !== stored?.labels) labelsRule(labels, LABELS, report, undefined);
  if (annotations && annotations !== stored?.annotations) annotationsRule(annotations, ANNOTATIONS, report, undefined);
  if (ownerReferences && ownerReferences !== stored?.ownerReferences) ownerReferencesFaults(ownerReferences, report);
  if (finalizers && finalizers !== stored?.finalizers) finalizersFaults(finalizers, report);
  if (managedFields && managedFields !== stored?.managedFields) managedFieldsFaults(managedFields, report);
}

function ownerReferencesFaults(references: readonly OwnerReference[], report: Report): void {
  const at = AT.child('ownerReferences');
  let controller: string | undefined;
  for (const reference of references) {
    ownerReferenceFaults(reference, at, report);
    if (reference.controller !== true) continue;
    const name = `${reference.kind}/${reference.name}`;
    if (controller === undefined) controller = name;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
      report(FieldError.invalid(at, goSlice('v1.OwnerReference', references.map(goOwnerReference)), detail));
    }
  }
}

function ownerReferenceFaults(reference: OwnerReference, at: FieldPath, report: Report): void {
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
  const version = parseGroupVersion(apiVersion)?.version ?? '';
  if (version === '') report(FieldError.invalid(at.child('apiVersion'), apiVersion, 'version must not be empty'));
  for (const [member, value] of Object.entries({ kind, name, uid })) {
    if (value === '') report(FieldError.invalid(at.child(member), value, `${member} must not be empty`));
  }
  if (apiVersion === 'v1' && kind === 'Event') {
    const detail = '/v1, Kind=Event is disallowed from being an owner';
    report(FieldError.invalid(at, goOwnerReference(reference), detail));
  }
}

function goOwnerReference(reference: OwnerReference): GoValue {
  return goStruct('v1.OwnerReference', {
    APIVersion: reference.apiVersion ?? '',
    Kind: reference.kind ?? '',
    Name: reference.name ?? '',
    UID: reference.uid ?? '',
    Controller: goPointer('bool', reference.controller !== undefined),
    BlockOwnerDeletion: goPointer('bool', reference.blockOwnerDeletion !== undefined),
  });
}

function finalizersFaults(finalizers: readonly string[], report: Report): void {
  const at = AT.child('finalizers');
  for (const finalizer of finalizers) {
    for (const fault of qualifiedNameFaults(finalizer)) report(FieldError.invalid(at, finalizer, fault));
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    report(FieldError.invalid(at, goSlice('string', finalizers), detail));
  }
}

function finalizerNameFaults(metadata: ObjectMeta, { qualifiedFinalizers = true }: MetadataRules): FieldError[] {
  if (!qualifiedFinalizers) return [];
  return (metadata.finalizers ?? []).flatMap((finalizer, index) =>
    finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)
      ? []
      : [
          FieldError.invalid(
            AT.child('finalizers').index(index),
            finalizer,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  );
}

function managedFieldsFaults(entries: readonly ManagedFieldsEntry[], report: Report): void {
  entries.forEach((entry, index) => {
    // Written by the server itself.
    if (Object.isFrozen(entry)) return;
    const at = AT.child('managedFields').index(index);
    const { operation, fieldsType = '', manager = '', subresource = '' } = entry;
    if (operation !== 'Apply' && operation !== 'Update') {
      report(FieldError.invalid(at.child('operation'), operation ?? '', 'must be `Apply` or `Update`'));
    }
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
      report(FieldError.invalid(at.child('fieldsType'), fieldsType, 'must be `FieldsV1`'));
    }
    fieldManagerRule(manager, at.child('manager'), report, undefined);
    if (byteLength(subresource) > MAX_SUBRESOURCE_BYTES) {
      report(FieldError.tooLong(at.child('subresource'), subresource, MAX_SUBRESOURCE_BYTES));
    }
  });
}

/** Nearly all of them. */
const PLAIN_MANAGER = /^[\x20-\x7e]*$/;

/** Names of field managers: short, and nothing but printable characters. */
export const fieldManagerRule: Rule<string> = (manager = '', at, report) => {
  if (byteLength(manager) > MAX_MANAGER_BYTES) report(FieldError.tooLong(at, manager, MAX_MANAGER_BYTES));
  if (PLAIN_MANAGER.test(manager)) return;
  let position = 0;
  for (const character of manager) {
    if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) {
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      report(FieldError.invalid(at, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += byteLength(character);
  }
};

function changeFaults(metadata: ObjectMeta, old: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  const report: Report = (error) => errors.push(error);
  if (old.deletionTimestamp) {
    const extra = (metadata.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer));
    if (extra.length > 0) {
      const found = goSlice('string', [...new Set(extra)].sort()).text;
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${found}`;
      report(FieldError.forbidden(AT.child('finalizers'), detail));
    }
  }
  if (!metadata.resourceVersion) {
    report(FieldError.invalid(AT.child('resourceVersion'), '', 'must be specified for an update'));
  }
  if ((metadata.generation ?? 0) < (old.generation ?? 0)) {
    report(FieldError.invalid(AT.child('generation'), metadata.generation ?? 0, 'must not be decremented'));
  }
  const immutable = (member: keyof ObjectMeta, shown: Printable): void => {
    if (metadata[member] === old[member] || sameJson(metadata[member] ?? null, old[member] ?? null)) return;
    report(FieldError.invalid(AT.child(member), shown, FIELD_IS_IMMUTABLE));
  };
  immutable('name', metadata.name);
  immutable('namespace', metadata.namespace ?? '');
  immutable('uid', metadata.uid);
  immutable('creationTimestamp', goTime(metadata.creationTimestamp));
  immutable('deletionTimestamp', metadata.deletionTimestamp ? goTime(metadata.deletionTimestamp) : undefined);
  immutable('deletionGracePeriodSeconds', metadata.deletionGracePeriodSeconds);
  settableFaults(metadata, report, old);
  return errors;
}
