/**
 * ReplicaSet: a number of equal pods.
 *
 * Upstream: pkg/registry/apps/replicaset/strategy.go, pkg/apis/apps/validation/validation.go (ValidateReplicaSet), pkg/apis/apps/v1/defaults.go
 */
import type * as apps from '../../apimachinery/api/apps-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { completed, filled, rewrite } from '../defaults';
import { fields, nonNegative } from '../validation/rules';
import { selectedTemplateRule, selectorIsImmutable } from './deployments';
import { kindStrategy, type ChangeRule } from './kind-strategy';
import type { PodTemplateSpec } from './pod/pod-types';
import { templateContext, type PodContext } from './pod/pod-context';
import { completePodTemplate } from './pod/pod-defaults';
import { podTemplateWarnings } from './pod/pod-warnings';
import { nonNegativeCounts, notAbove } from './status-counts';
import { podNameWarnings, withoutDisabledTemplate, workloadSelectorRule } from './workload-template';

export type ReplicaSetSpec = Partial<Omit<apps.ReplicaSetSpec, 'template'>> & { readonly template: PodTemplateSpec };
export type ReplicaSetStatus = Partial<apps.ReplicaSetStatus>;
export type ReplicaSet = KubeObject<{ readonly spec: ReplicaSetSpec; readonly status?: ReplicaSetStatus }>;

const specRule = fields<ReplicaSetSpec, PodContext>(
  { replicas: nonNegative, minReadySeconds: nonNegative, selector: workloadSelectorRule('deployment') },
  selectedTemplateRule,
);

/** The status of ReplicaSets and of ReplicationControllers. */
export const replicaStatusRule: ChangeRule<KubeObject<{ readonly status?: ReplicaSetStatus }>> = (
  { status },
  _old,
  root,
  report,
) => {
  const at = root.child('status');
  nonNegativeCounts(
    status,
    ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
    at,
    report,
  );
  for (const part of ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const)
    notAbove(status, part, 'replicas', 'status.replicas', at, report);
  notAbove(status, 'availableReplicas', 'readyReplicas', 'readyReplicas', at, report);
};

export const replicaSets = kindStrategy<ReplicaSet>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) =>
    rewrite<ReplicaSet>(draft as ReplicaSet, (replicaSet) =>
      completed(replicaSet, 'spec', (spec) =>
        completed(filled(spec, { replicas: 1 }), 'template', completePodTemplate),
      ),
    ),
  prepareForCreate: withoutDisabledTemplate,
  prepareForUpdate: withoutDisabledTemplate,
  rule: (replicaSet, at, report) => specRule(replicaSet?.spec, at.child('spec'), report, templateContext()),
  onUpdate: ['object', 'metadata', 'change'],
  changeRule: (replicaSet, old, at, report, context) => {
    specRule(replicaSet.spec, at.child('spec'), report, templateContext(old.spec.template));
    selectorIsImmutable(replicaSet, old, at, report, context);
  },
  generation: 'spec',
  status: { initial: { replicas: 0 }, validateUpdate: replicaStatusRule },
  selectableFields: ({ status }) => ({ 'status.replicas': String(status?.replicas ?? 0) }),
  selectableFieldNames: ['status.replicas'],
  unknownField: (field) => `field label not supported for ReplicaSet: ${field}`,
  warnings: (object, old) => {
    if (old && old.metadata.generation === object.metadata.generation) return [];
    const template = podTemplateWarnings(object.spec.template, FieldPath.of('spec', 'template'));
    return old ? template : [...podNameWarnings(object.metadata.name), ...template];
  },
});
