/**
 * CustomResourceDefinition: names completed, status its own, the versions it was ever stored in remembered.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/{strategy,etcd}.go,
 * pkg/apis/apiextensions/v1/defaults.go
 */
import { sameJson } from '../../apimachinery/same-json';
import { formatTime } from '../../apimachinery/time';
import { withMetadata } from '../core';
import type { Draft, ResourceStrategy } from '../strategy';
import { CLEANUP_FINALIZER, withCondition } from './definition-conditions';
import { definitionFaults, definitionStatusUpdateFaults, definitionUpdateFaults } from './definition-faults';
import type { CustomResourceDefinition, DefinitionStatus } from './json-schema';

const NEW_STATUS: DefinitionStatus = {
  conditions: null,
  acceptedNames: { plural: '', kind: '' },
  storedVersions: null,
};

export const definitionStrategy: ResourceStrategy<CustomResourceDefinition> = {
  applyDefaults,
  prepareForCreate: (definition) =>
    withStoredVersion(withMetadata({ ...definition, status: NEW_STATUS }, { generation: 1 })),
  prepareForUpdate: (definition, old) => {
    const kept = withStoredVersion({ ...definition, status: old.status });
    const same = sameJson(kept.spec, old.spec);
    return same ? kept : withMetadata(kept, { generation: (old.metadata.generation ?? 0) + 1 });
  },
  validate: definitionFaults,
  validateUpdate: definitionUpdateFaults,
  allowUnconditionalUpdate: false,
  resetFields: ['status'],
  subresources: {
    status: {
      prepareForUpdate: (definition, old) => ({ ...definition, spec: old.spec }),
      validateUpdate: definitionStatusUpdateFaults,
      resetFields: ['metadata', 'spec'],
    },
  },
  beginDeletion: (definition, context) => {
    const { finalizers = [] } = definition.metadata;
    const held = finalizers.includes(CLEANUP_FINALIZER) ? finalizers : [...finalizers, CLEANUP_FINALIZER];
    const condition = {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    } as const;
    const status = withCondition(definition.status, condition, formatTime(context.nowMs()));
    return withMetadata({ ...definition, status }, { finalizers: held });
  },
};

/** Fills in what of the names and the conversion was left out. In place, on what was just decoded; what was left out is shared. */
function applyDefaults(draft: Draft<CustomResourceDefinition>): void {
  if (!draft.spec) return;
  const spec = Object.isFrozen(draft.spec) ? (draft.spec = { ...draft.spec }) : draft.spec;
  const { names } = spec;
  if (names && !Object.isFrozen(names)) {
    if (!names.singular && names.kind) names.singular = names.kind.toLowerCase();
    if (!names.listKind && names.kind) names.listKind = `${names.kind}List`;
  }
  spec.conversion ??= { strategy: 'None' };
  const service = spec.conversion.webhook?.clientConfig?.service;
  if (service) service.port ??= 443;
}

function withStoredVersion(definition: CustomResourceDefinition): CustomResourceDefinition {
  const { spec, status } = definition;
  const stored = spec.versions?.find(({ storage }) => storage)?.name;
  if (stored === undefined || status.storedVersions?.includes(stored)) return definition;
  return { ...definition, status: { ...status, storedVersions: [...(status.storedVersions ?? []), stored] } };
}
