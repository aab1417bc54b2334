/**
 * Namespace: labelled with its name, active until it is deleted, held by `spec.finalizers` which only `finalize` writes.
 *
 * Upstream: pkg/registry/core/namespace/strategy.go, pkg/apis/core/validation/validation.go (ValidateNamespace),
 * pkg/apis/core/v1/defaults.go (SetDefaults_Namespace)
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { nameIsDnsLabel, qualifiedNameFaults } from '../../apimachinery/validation/names';
import { withMetadata } from '../core';
import { rewrite } from '../defaults';
import type { SubresourceStrategy } from '../strategy';
import { objectMetaUpdateFaults, STANDARD_FINALIZERS } from '../validation/object-meta';
import { also, each, eachAtList, faultsOf, fields, matches, must } from '../validation/rules';
import { kindStrategy, type ChangeRule } from './kind-strategy';

type NamespaceSpec = { readonly finalizers?: readonly string[] };

type NamespaceStatus = { readonly phase?: string };

export type Namespace = KubeObject<{ readonly spec?: NamespaceSpec; readonly status?: NamespaceStatus }>;

const NAME_LABEL = 'kubernetes.io/metadata.name';
const KUBERNETES_FINALIZER = 'kubernetes';
const METADATA = { namespaced: false, name: nameIsDnsLabel } as const;

const finalizerRule = also<string>(
  matches(qualifiedNameFaults),
  must(
    (finalizer) => finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer),
    'name is neither a standard finalizer name nor is it fully qualified',
  ),
);

const phaseRule: ChangeRule<Namespace> = ({ metadata, status }, _old, at, report) => {
  const phase = status?.phase ?? '';
  const place = at.child('status', 'Phase');
  if (!metadata.deletionTimestamp) {
    if (phase === 'Active') return;
    report(FieldError.invalid(place, phase, "may only be 'Active' if `deletionTimestamp` is empty"));
  } else if (phase !== 'Terminating') {
    report(FieldError.invalid(place, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"));
  }
};

/** Through `finalize` each finalizer has a place of its own. */
const finalizersOneByOne = fields<Namespace>({ spec: fields<NamespaceSpec>({ finalizers: each(finalizerRule) }) });

const finalize: SubresourceStrategy<Namespace> = {
  prepareForUpdate: (object, old) => ({ ...old, metadata: object.metadata, spec: object.spec }),
  validateUpdate: (object, old) => [
    ...objectMetaUpdateFaults(object, old, METADATA),
    ...faultsOf(finalizersOneByOne, object, FieldPath.root),
  ],
  resetFields: ['status'],
};

export const namespaces = kindStrategy<Namespace>({
  ...METADATA,
  // A name that is yet to be generated gets its label once it is known.
  applyDefaults: (draft) => {
    if (draft.metadata.name) rewrite(draft as Namespace, withNameLabel);
  },
  canonicalize: withNameLabel,
  prepareForCreate: withKubernetesFinalizer,
  prepareForUpdate: (object, old) => ({ ...object, spec: old.spec }),
  rule: fields<Namespace>({ spec: fields<NamespaceSpec>({ finalizers: eachAtList(finalizerRule) }) }),
  onUpdate: ['object', 'metadata'],
  status: { initial: { phase: 'Active' }, validateUpdate: phaseRule },
  subresources: { finalize },
  selectableFields: ({ metadata, status }) => ({ 'status.phase': status?.phase ?? '', name: metadata.name }),
  selectableFieldNames: ['status.phase'],
});

function withNameLabel(object: Namespace): Namespace {
  const { labels, name } = object.metadata;
  return labels?.[NAME_LABEL] === name ? object : withMetadata(object, { labels: { ...labels, [NAME_LABEL]: name } });
}

/** It may be taken away later, so that it is no default. */
function withKubernetesFinalizer(object: Namespace): Namespace {
  const finalizers = object.spec?.finalizers ?? [];
  if (finalizers.includes(KUBERNETES_FINALIZER)) return object;
  return { ...object, spec: { ...object.spec, finalizers: [...finalizers, KUBERNETES_FINALIZER] } };
}
