/**
 * ReplicationController: a number of equal pods, selected by the labels of their template unless told otherwise.
 *
 * Upstream: pkg/registry/core/replicationcontroller/strategy.go, pkg/apis/core/validation/validation.go (ValidateReplicationController),
 * pkg/apis/core/v1/defaults.go
 */
import type * as core from '../../apimachinery/api/core-v1';
import { selectorOfMap, type Labels } from '../../apimachinery/labels';
import type { KubeObject } from '../../apimachinery/object-meta';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { completed, filled, rewrite } from '../defaults';
import { fields, nonNegative, required, type Check } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { podTemplateRule } from './pod/pod-template-rule';
import type { PodTemplateSpec } from './pod/pod-types';
import { templateContext, type PodContext } from './pod/pod-context';
import { completePodTemplate } from './pod/pod-defaults';
import { podTemplateWarnings } from './pod/pod-warnings';
import { replicaStatusRule, type ReplicaSetStatus } from './replica-sets';
import { foreverRule, matchLabels, podNameWarnings, withoutDisabledTemplate } from './workload-template';

type ReplicationControllerSpec = Omit<core.ReplicationControllerSpec, 'template'> & {
  readonly template?: PodTemplateSpec;
};

export type ReplicationController = KubeObject<{
  readonly spec: ReplicationControllerSpec;
  readonly status?: ReplicaSetStatus;
}>;

function isEmpty(labels: Labels | undefined): boolean {
  return Object.keys(labels ?? {}).length === 0;
}

/** The template's labels select its pods, and are the controller's own, where it has no others. */
function complete(controller: ReplicationController): ReplicationController {
  const labels = controller.spec?.template?.metadata?.labels ?? undefined;
  const { metadata } = controller;
  const labelled =
    labels && isEmpty(metadata.labels) ? { ...controller, metadata: { ...metadata, labels } } : controller;
  return completed(labelled, 'spec', (spec) => {
    const selecting = labels && isEmpty(spec.selector) ? { ...spec, selector: labels } : spec;
    return completed(filled(selecting, { replicas: 1 }), 'template', completePodTemplate);
  });
}

const templateRule: Check<ReplicationControllerSpec, PodContext> = ({ selector, template }, at, report, context) => {
  const place = at.child('template');
  required<PodTemplateSpec, PodContext>((given) => {
    const read = selectorOfMap(selector);
    if (!read.empty) matchLabels(read, given, place, report);
    podTemplateRule(given, place, report, context);
    foreverRule('ReplicationController')(given, place, report, context);
  })(template, place, report, context);
};

const specRule = fields<ReplicationControllerSpec, PodContext>(
  {
    minReadySeconds: nonNegative,
    selector: (selector, at, report, context) =>
      required<Labels>()(isEmpty(selector) ? undefined : selector, at, report, context),
    replicas: nonNegative,
  },
  templateRule,
);

export const replicationControllers = kindStrategy<ReplicationController>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => rewrite<ReplicationController>(draft as ReplicationController, complete),
  prepareForCreate: withoutDisabledTemplate,
  prepareForUpdate: withoutDisabledTemplate,
  rule: (controller, at, report) => specRule(controller?.spec, at.child('spec'), report, templateContext()),
  onUpdate: ['object', 'metadata', 'change'],
  changeRule: ({ spec }, old, at, report) =>
    specRule(spec, at.child('spec'), report, templateContext(old.spec.template)),
  generation: 'spec',
  status: { initial: { replicas: 0 }, validateUpdate: replicaStatusRule },
  defaultPropagation: 'orphan',
  selectableFields: ({ status }) => ({ 'status.replicas': String(status?.replicas ?? 0) }),
  selectableFieldNames: ['status.replicas'],
  unknownField: (field) => `field label not supported for ReplicationController: ${field}`,
  warnings: ({ metadata, spec }, old) => {
    if (old && old.metadata.generation === metadata.generation) return [];
    const place = FieldPath.of('spec', 'template');
    const template = spec.template ? podTemplateWarnings(spec.template, place) : [];
    return old ? template : [...podNameWarnings(metadata.name), ...template];
  },
});
