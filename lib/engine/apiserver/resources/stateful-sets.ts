/**
 * StatefulSet: pods with names of their own and claims of their own, one after another.
 *
 * Upstream: pkg/registry/apps/statefulset/strategy.go, pkg/apis/apps/validation/validation.go (ValidateStatefulSet), pkg/apis/apps/v1/defaults.go
 */
import type * as apps from '../../apimachinery/api/apps-v1';
import type { PersistentVolumeClaimSpec, PersistentVolumeClaimStatus } from '../../apimachinery/api/core-v1';
import type { DraftMeta, KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goLabelSelector, goPointer, goStruct } from '../../apimachinery/validation/go-value';
import { nameIsDnsLabel } from '../../apimachinery/validation/names';
import { completed, eachCompleted, filled, rewrite } from '../defaults';
import { annotationsRule, labelsRule } from '../validation/object-meta';
import { fields, nonNegative, oneOf, required, type Check, type Rule } from '../validation/rules';
import { kindStrategy, type ChangeRule } from './kind-strategy';
import type { PodTemplateSpec } from './pod/pod-types';
import { completePodTemplate } from './pod/pod-defaults';
import { podTemplateWarnings } from './pod/pod-warnings';
import { roundedRequirements } from './pod/resource-list-defaults';
import { collisionCountGrows, nonNegativeCounts, notAbove } from './status-counts';
import {
  foreverRule,
  matchLabels,
  readSelector,
  workloadSelectorRule,
  withoutDisabledTemplate,
} from './workload-template';

type UpdateStrategy = apps.StatefulSetUpdateStrategy;
type RetentionPolicy = apps.StatefulSetPersistentVolumeClaimRetentionPolicy;

type VolumeClaimTemplate = {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: DraftMeta;
  readonly spec: PersistentVolumeClaimSpec;
  readonly status?: PersistentVolumeClaimStatus;
};

export type StatefulSetSpec = Partial<
  Omit<apps.StatefulSetSpec, 'template' | 'volumeClaimTemplates' | 'serviceName'>
> & {
  readonly serviceName: string;
  readonly template: PodTemplateSpec;
  readonly volumeClaimTemplates?: readonly VolumeClaimTemplate[];
};
export type StatefulSetStatus = Partial<apps.StatefulSetStatus>;
export type StatefulSet = KubeObject<{ readonly spec: StatefulSetSpec; readonly status?: StatefulSetStatus }>;

const MAY_CHANGE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const;
const FROZEN =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

// ---- defaults -------------------------------------------------------------------------------------------------------------

function completeUpdateStrategy(strategy: UpdateStrategy): UpdateStrategy {
  const typed = strategy.type ? strategy : { rollingUpdate: {}, ...strategy, type: 'RollingUpdate' };
  if (typed.type !== 'RollingUpdate') return typed;
  return completed(typed, 'rollingUpdate', (update) => filled(update, { partition: 0 }));
}

function completeClaim(claim: VolumeClaimTemplate): VolumeClaimTemplate {
  const typed = filled(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: {} });
  const phased = completed(typed, 'status', (status) => filled(status, { phase: 'Pending' }));
  return completed(phased, 'spec', (spec) =>
    completed(filled(spec, { volumeMode: 'Filesystem' }), 'resources', roundedRequirements),
  );
}

function completeSpec(spec: StatefulSetSpec): StatefulSetSpec {
  const whole = filled(spec, {
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: {},
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: {},
  });
  const updated = completed(whole, 'updateStrategy', completeUpdateStrategy);
  const retained = completed(updated, 'persistentVolumeClaimRetentionPolicy', (policy) =>
    filled(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
  );
  const claiming = completed(retained, 'volumeClaimTemplates', (claims) => eachCompleted(claims, completeClaim));
  return completed(claiming, 'template', completePodTemplate);
}

/** The gate MaxUnavailableStatefulSet is off: a new object forgets `maxUnavailable`. */
function withoutMaxUnavailable(object: StatefulSet, old?: StatefulSet): StatefulSet {
  const used = old?.spec.updateStrategy?.rollingUpdate?.maxUnavailable !== undefined;
  const { updateStrategy } = object.spec;
  if (used || updateStrategy?.rollingUpdate?.maxUnavailable === undefined) return object;
  const { maxUnavailable: _dropped, ...rollingUpdate } = updateStrategy.rollingUpdate;
  return { ...object, spec: { ...object.spec, updateStrategy: { ...updateStrategy, rollingUpdate } } };
}

// ---- validation -----------------------------------------------------------------------------------------------------------

const updateStrategyRule: Rule<UpdateStrategy> = (strategy, at, report, context) => {
  const { type = '', rollingUpdate } = strategy ?? {};
  const place = at.child('rollingUpdate');
  if (type === '') return report(FieldError.required(at));
  if (type === 'OnDelete') {
    if (rollingUpdate) {
      const shown = goStruct('apps.RollingUpdateStatefulSetStrategy', {
        Partition: rollingUpdate.partition ?? 0,
        MaxUnavailable: goPointer('intstr.IntOrString', rollingUpdate.maxUnavailable !== undefined),
      });
      report(FieldError.invalid(place, shown, "only allowed for updateStrategy 'RollingUpdate'"));
    }
  } else if (type === 'RollingUpdate') {
    nonNegative(rollingUpdate?.partition, place.child('partition'), report, context);
  } else {
    const shown = goStruct('apps.StatefulSetUpdateStrategy', {
      Type: type,
      RollingUpdate: goPointer('apps.RollingUpdateStatefulSetStrategy', rollingUpdate !== undefined),
    });
    report(FieldError.invalid(at, shown, "must be 'RollingUpdate' or 'OnDelete'"));
  }
};

const podManagementPolicyRule = required<string>((policy = '', at, report) => {
  if (policy === 'OrderedReady' || policy === 'Parallel') return;
  report(FieldError.invalid(at, policy, "must be 'OrderedReady' or 'Parallel'"));
});

/** Upstream leaves the pods' spec to the pods, since its volumes come from the claims. */
const templateRule: Check<StatefulSetSpec> = ({ selector, template }, at, report, context) => {
  const place = at.child('template');
  const read = readSelector(selector);
  if (!read) {
    report(FieldError.invalid(at.child('selector'), goLabelSelector(selector), ''));
  } else {
    if (!read.empty) matchLabels(read, template, place, report);
    labelsRule(template?.metadata?.labels ?? undefined, place.child('labels'), report, context);
    annotationsRule(template?.metadata?.annotations ?? undefined, place.child('annotations'), report, context);
  }
  foreverRule('StatefulSet')(template, place, report, context);
};

const retained = oneOf<string>('Retain', 'Delete');

const specRule = fields<StatefulSetSpec>(
  {
    podManagementPolicy: podManagementPolicyRule,
    updateStrategy: updateStrategyRule,
    persistentVolumeClaimRetentionPolicy: fields<RetentionPolicy>({ whenDeleted: retained, whenScaled: retained }),
    replicas: nonNegative,
    minReadySeconds: nonNegative,
    ordinals: fields<{ readonly start?: number }>({ start: nonNegative }),
    selector: workloadSelectorRule('statefulset'),
  },
  templateRule,
);

const fixedRule: ChangeRule<StatefulSet> = (object, old, at, report) => {
  const fixed = ({ spec }: StatefulSet): StatefulSetSpec => {
    const rest: Record<string, unknown> = { ...spec };
    for (const name of MAY_CHANGE) delete rest[name];
    return rest as StatefulSetSpec;
  };
  if (!sameJson(fixed(object), fixed(old))) report(FieldError.forbidden(at.child('spec'), FROZEN));
};

const statusRule: ChangeRule<StatefulSet> = ({ status }, old, root, report) => {
  const at = root.child('status');
  nonNegativeCounts(
    status,
    [
      'replicas',
      'readyReplicas',
      'currentReplicas',
      'updatedReplicas',
      'availableReplicas',
      'observedGeneration',
      'collisionCount',
    ],
    at,
    report,
  );
  for (const part of ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const)
    notAbove(status, part, 'replicas', 'status.replicas', at, report);
  notAbove(status, 'availableReplicas', 'readyReplicas', 'status.readyReplicas', at, report);
  collisionCountGrows(status, old.status, at, report);
};

export const statefulSets = kindStrategy<StatefulSet>({
  namespaced: true,
  name: nameIsDnsLabel,
  applyDefaults: (draft) =>
    rewrite<StatefulSet>(draft as StatefulSet, (statefulSet) => completed(statefulSet, 'spec', completeSpec)),
  prepareForCreate: (object) => withoutMaxUnavailable(withoutDisabledTemplate(object)),
  prepareForUpdate: (object, old) => withoutMaxUnavailable(withoutDisabledTemplate(object), old),
  rule: fields<StatefulSet>({ spec: specRule }),
  changeRule: fixedRule,
  generation: 'spec',
  status: { initial: { replicas: 0, availableReplicas: 0 }, validateUpdate: statusRule },
  warnings: (object, old) =>
    old && old.metadata.generation === object.metadata.generation
      ? []
      : podTemplateWarnings(object.spec.template, FieldPath.of('spec', 'template')),
});
