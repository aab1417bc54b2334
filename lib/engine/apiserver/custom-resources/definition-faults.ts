/**
 * What is wrong with a CustomResourceDefinition. Upstream's internal type has what all versions share once, at the top: faults of a schema
 * that all versions have are told at `spec.validation`, and so on.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go, v1/conversion.go
 */
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goPointer, goSlice, goStruct, type GoValue } from '../../apimachinery/validation/go-value';
import { dns1035LabelFaults, dns1123SubdomainFaults, nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { objectMetaFaults, objectMetaUpdateFaults } from '../validation/object-meta';
import { FIELD_IS_IMMUTABLE } from '../validation/rules';
import { approvalFaults } from './api-approval';
import { conversionFaults } from './conversion-faults';
import { isTrue } from './definition-conditions';
import type {
  CustomResourceDefinition,
  CustomResourceNames,
  CustomResourceVersion,
  DefinitionSpec,
} from './json-schema';
import { columnFaults, deprecationFaults, schemaOfVersionFaults, subresourceFaults } from './version-faults';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');

export function definitionFaults(definition: CustomResourceDefinition): FieldError[] {
  const { spec } = definition;
  const name = (text: string): readonly string[] => [
    ...nameIsDnsSubdomain(text),
    ...(text === `${spec.names.plural}.${spec.group}` ? [] : ['must be spec.names.plural+"."+spec.group']),
  ];
  return [
    ...objectMetaFaults(definition, { namespaced: false, name, qualifiedFinalizers: false }),
    ...specFaults(spec, false),
    ...statusFaults(definition),
    ...storedVersionFaults(definition),
    ...approvalFaults(definition, undefined),
    ...(spec.preserveUnknownFields ? [preserveUnknownFault()] : []),
  ];
}

export function definitionUpdateFaults(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
): FieldError[] {
  const { spec } = definition;
  return [
    ...objectMetaUpdateFaults(definition, old, METADATA),
    ...specFaults(spec, true, old.spec),
    ...immutableFaults(definition, old),
    ...statusFaults(definition),
    ...storedVersionFaults(definition),
    ...approvalFaults(definition, old),
    ...(spec.preserveUnknownFields && !old.spec.preserveUnknownFields ? [preserveUnknownFault()] : []),
  ];
}

export function definitionStatusUpdateFaults(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
): FieldError[] {
  return [...objectMetaUpdateFaults(definition, old, METADATA), ...statusFaults(definition)];
}

const METADATA = { namespaced: false, name: nameIsDnsSubdomain, qualifiedFinalizers: false } as const;

function preserveUnknownFault(): FieldError {
  return FieldError.invalid(
    SPEC.child('preserveUnknownFields'),
    true,
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
  );
}

function immutableFaults({ spec }: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const errors: FieldError[] = [];
  const immutable = (at: FieldPath, value: string, before: string): void => {
    if (value !== before) errors.push(FieldError.invalid(at, value, FIELD_IS_IMMUTABLE));
  };
  if (isTrue(old, 'Established')) {
    immutable(SPEC.child('scope'), spec.scope, old.spec.scope);
    immutable(SPEC.child('names', 'kind'), spec.names.kind, old.spec.names.kind);
  }
  immutable(SPEC.child('group'), spec.group, old.spec.group);
  immutable(SPEC.child('names', 'plural'), spec.names.plural, old.spec.names.plural);
  return errors;
}

/** A part that all versions share, and the versions without it. */
function hoisted<Part extends keyof CustomResourceVersion>(
  versions: readonly CustomResourceVersion[],
  part: Part,
): CustomResourceVersion[Part] | undefined {
  const [first] = versions;
  const shared = first?.[part];
  if (shared === undefined || (Array.isArray(shared) && shared.length === 0)) return undefined;
  const same = versions.every((version) => sameJson(version[part], shared));
  return same ? shared : undefined;
}

function specFaults(spec: DefinitionSpec, update: boolean, old?: DefinitionSpec): FieldError[] {
  const versions = spec.versions ?? [];
  const schema = hoisted(versions, 'schema');
  const subresources = hoisted(versions, 'subresources');
  const columns = hoisted(versions, 'additionalPrinterColumns');
  const anyStatus = versions.some((version) => version.subresources?.status !== undefined);
  const required = !update || !old || (old.versions ?? []).every((version) => version.schema?.openAPIV3Schema);
  return [
    ...groupFaults(spec.group),
    ...scopeFaults(spec.scope),
    ...(required && !schema?.openAPIV3Schema ? missingSchemas(versions) : []),
    ...versions.flatMap((version, index) =>
      versionFaults(version, SPEC.child('versions').index(index), {
        schema: schema === undefined,
        subresources: subresources === undefined,
        columns: columns === undefined,
      }),
    ),
    ...versionListFaults(versions),
    ...requiredNames(spec.names),
    ...nameFaults(spec.names, SPEC.child('names')),
    ...(schema ? schemaOfVersionFaults(schema.openAPIV3Schema, anyStatus, SPEC.child('validation')) : []),
    ...subresourceFaults(subresources, SPEC.child('subresources')),
    ...(columns ?? []).flatMap((column, index) =>
      columnFaults(column, SPEC.child('additionalPrinterColumns').index(index)),
    ),
    ...conversionFaults(spec, SPEC.child('conversion')),
  ];
}

function groupFaults(group: string): FieldError[] {
  const at = SPEC.child('group');
  if (group === '') return [FieldError.required(at)];
  const faults = dns1123SubdomainFaults(group);
  if (faults.length > 0) return [FieldError.invalid(at, group, faults.join(','))];
  return group.includes('.') ? [] : [FieldError.invalid(at, group, 'should be a domain with at least one dot')];
}

function scopeFaults(scope: string): FieldError[] {
  const at = SPEC.child('scope');
  if (scope === '') return [FieldError.required(at)];
  const scopes = ['Cluster', 'Namespaced'];
  return scopes.includes(scope) ? [] : [FieldError.notSupported(at, scope, scopes)];
}

function missingSchemas(versions: readonly CustomResourceVersion[]): FieldError[] {
  return versions.flatMap((version, index) =>
    version.schema?.openAPIV3Schema
      ? []
      : [
          FieldError.required(
            SPEC.child('versions').index(index).child('schema', 'openAPIV3Schema'),
            'schemas are required',
          ),
        ],
  );
}

/** Which parts are the version's own, not shared by all. */
interface OwnParts {
  readonly schema: boolean;
  readonly subresources: boolean;
  readonly columns: boolean;
}

function versionFaults(version: CustomResourceVersion, at: FieldPath, own: OwnParts): FieldError[] {
  const { name, schema, subresources, additionalPrinterColumns = [] } = version;
  const faults = dns1035LabelFaults(name);
  const status = subresources?.status !== undefined;
  return [
    ...(faults.length > 0 ? [FieldError.invalid(at.child('name'), name, faults.join(','))] : []),
    ...deprecationFaults(version, at.child('deprecationWarning')),
    ...(own.schema && schema ? schemaOfVersionFaults(schema.openAPIV3Schema, status, at.child('schema')) : []),
    ...(own.subresources ? subresourceFaults(subresources, at.child('subresources')) : []),
    ...(own.columns
      ? additionalPrinterColumns.flatMap((column, index) =>
          columnFaults(column, at.child('additionalPrinterColumns').index(index)),
        )
      : []),
  ];
}

function versionListFaults(versions: readonly CustomResourceVersion[]): FieldError[] {
  const at = SPEC.child('versions');
  const names = versions.map(({ name }) => name);
  const [first = ''] = names;
  const faults = first === '' ? [] : dns1035LabelFaults(first);
  return [
    ...(new Set(names).size === names.length
      ? []
      : [FieldError.invalid(at, goVersions(versions), 'must contain unique version names')]),
    ...(versions.filter(({ storage }) => storage).length === 1
      ? []
      : [FieldError.invalid(at, goVersions(versions), 'must have exactly one version marked as storage version')]),
    ...(faults.length > 0 ? [FieldError.invalid(SPEC.child('version'), first, faults.join(','))] : []),
  ];
}

function goVersions(versions: readonly CustomResourceVersion[]): GoValue {
  const type = 'apiextensions.CustomResourceDefinitionVersion';
  const shown = versions.map(({ name, served, storage, deprecated }) =>
    goStruct(type, {
      Name: name,
      Served: served,
      Storage: storage,
      Deprecated: deprecated ?? false,
      DeprecationWarning: goPointer('string', false),
      Schema: goPointer('apiextensions.CustomResourceValidation', false),
      Subresources: goPointer('apiextensions.CustomResourceSubresources', false),
      AdditionalPrinterColumns: goSlice('apiextensions.CustomResourceColumnDefinition', null),
    }),
  );
  return goSlice(type, shown);
}

function requiredNames(names: CustomResourceNames): FieldError[] {
  return (['plural', 'singular', 'kind', 'listKind'] as const)
    .filter((name) => !names[name])
    .map((name) => FieldError.required(SPEC.child('names', name)));
}

function nameFaults(names: CustomResourceNames, at: FieldPath): FieldError[] {
  const { plural, singular = '', kind, listKind = '', shortNames = [], categories = [] } = names;
  const label = (place: FieldPath, text: string): FieldError[] => {
    const faults = text === '' ? [] : dns1035LabelFaults(text);
    return faults.length > 0 ? [FieldError.invalid(place, text, faults.join(','))] : [];
  };
  const mixed = (name: string, text: string): FieldError[] => {
    const faults = text === '' ? [] : dns1035LabelFaults(text.toLowerCase());
    const detail = `may have mixed case, but should otherwise match: ${faults.join(',')}`;
    return faults.length > 0 ? [FieldError.invalid(at.child(name), text, detail)] : [];
  };
  return [
    ...label(at.child('plural'), plural),
    ...label(at.child('singular'), singular),
    ...mixed('kind', kind),
    ...mixed('listKind', listKind),
    ...shortNames.flatMap((name, index) => label(at.child('shortNames').index(index), name)),
    ...(kind !== '' && kind === listKind
      ? [FieldError.invalid(at.child('listKind'), listKind, 'kind and listKind may not be the same')]
      : []),
    ...categories.flatMap((name, index) => label(at.child('categories').index(index), name)),
  ];
}

function statusFaults({ status }: CustomResourceDefinition): FieldError[] {
  return nameFaults(status.acceptedNames, STATUS.child('acceptedNames'));
}

function storedVersionFaults({ spec, status }: CustomResourceDefinition): FieldError[] {
  const at = STATUS.child('storedVersions');
  const stored = status.storedVersions ?? [];
  if (stored.length === 0)
    return [FieldError.invalid(at, goSlice('string', null), 'must have at least one stored version')];
  const versions = spec.versions ?? [];
  return [
    ...versions
      .filter(({ name, storage }) => storage && !stored.includes(name))
      .map(({ name }) => FieldError.invalid(at, goSlice('string', stored), `must have the storage version ${name}`)),
    ...stored.flatMap((name, index) =>
      versions.some((version) => version.name === name)
        ? []
        : [FieldError.invalid(at.index(index), name, 'must appear in spec.versions')],
    ),
  ];
}
