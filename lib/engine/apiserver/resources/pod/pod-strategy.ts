/**
 * Pods.
 *
 * Upstream: pkg/registry/core/pod/strategy.go, pkg/apis/core/validation/validation.go (ValidatePodCreate and its like)
 */
import type { PodCondition, PodStatus } from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { dns1123LabelFaults, nameIsDnsSubdomain } from '../../../apimachinery/validation/names';
import { withMetadata } from '../../core';
import { completed } from '../../defaults';
import type { ResourceStrategy, SubresourceStrategy } from '../../strategy';
import { objectMetaFaults, objectMetaUpdateFaults, type MetadataRules } from '../../validation/object-meta';
import { type Report } from '../../validation/rules';
import { annotationChangeFaults, podAnnotationsRule, seccompMatchFaults } from './annotation-rules';
import { trimmedImageRule } from './container-rules';
import { withoutDisabledFields, withoutDisabledStatusFields } from './dropped-fields';
import { podContext, type PodContext } from './pod-context';
import { applyPodDefaults } from './pod-defaults';
import { podSpecRule } from './pod-spec-rule';
import { podStatusChangeFaults } from './pod-status-rules';
import type { Pod } from './pod-types';
import { ephemeralContainersChangeFaults, podChangeFaults } from './pod-update-rules';
import { podWarnings } from './pod-warnings';
import { qosClassOf } from './qos-class';

const METADATA: MetadataRules = { namespaced: true, name: nameIsDnsSubdomain };
const ANNOTATIONS = FieldPath.of('metadata', 'annotations');
const SPEC = FieldPath.of('spec');

// ---- create ---------------------------------------------------------------------------------------------------------------

/** Go writes a time that never was as null. */
const NEVER = null as unknown as string;
const GATED: PodCondition = {
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: NEVER,
  lastTransitionTime: NEVER,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
};

/** Whatever status was sent, a pod begins anew. */
function prepareForCreate(pod: Pod): Pod {
  const spec = withoutDisabledFields(pod.spec);
  const status: PodStatus = {
    phase: 'Pending',
    ...(spec.schedulingGates?.length ? { conditions: [GATED] } : {}),
    qosClass: qosClassOf(spec),
  };
  return { ...pod, spec, status };
}

/** Metadata and spec alone. */
function podFaults(pod: Pod, context: PodContext): FieldError[] {
  const errors = objectMetaFaults(pod, METADATA);
  const report: Report = (error) => errors.push(error);
  annotationFaults(pod, context, report);
  podSpecRule(pod.spec, SPEC, report, context);
  tokenWithoutAccountFaults(pod, report);
  for (const member of ['containers', 'initContainers'] as const) {
    pod.spec[member]?.forEach((container, index) => {
      trimmedImageRule(container, SPEC.child(member).index(index), report, undefined);
    });
  }
  return errors;
}

function annotationFaults({ metadata, spec }: Pod, context: PodContext, report: Report): void {
  podAnnotationsRule(metadata.annotations ?? {}, ANNOTATIONS, report, { ...context, spec, volumes: new Map() });
}

function tokenWithoutAccountFaults({ spec }: Pod, report: Report): void {
  if (spec.serviceAccountName) return;
  spec.volumes?.forEach(({ projected }, index) => {
    projected?.sources?.forEach(({ serviceAccountToken }, number) => {
      if (!serviceAccountToken) return;
      const source = SPEC.child('volumes').index(index).child('projected', 'sources').index(number);
      const detail = 'must not be specified when serviceAccountName is not set';
      report(FieldError.forbidden(source.child('serviceAccountToken'), detail));
    });
  });
}

function validate(pod: Pod): FieldError[] {
  const errors = podFaults(pod, podContext(pod.metadata.name));
  if (pod.spec.ephemeralContainers?.length) {
    errors.push(FieldError.forbidden(SPEC.child('ephemeralContainers'), 'cannot be set on create'));
  }
  if (pod.spec.nodeName && pod.spec.schedulingGates?.length) {
    const detail = 'cannot be set until all schedulingGates have been cleared';
    errors.push(FieldError.forbidden(SPEC.child('nodeName'), detail));
  }
  seccompMatchFaults(pod.metadata.annotations ?? {}, pod.spec, SPEC, (error) => errors.push(error));
  return errors;
}

function createWarnings(pod: Pod): string[] {
  const faults = dns1123LabelFaults(pod.metadata.name);
  const hostname =
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended";
  return [...(faults.length > 0 ? [`${hostname}: [${faults.join(' ')}]`] : []), ...podWarnings(pod)];
}

// ---- change ---------------------------------------------------------------------------------------------------------------

function changeContext(pod: Pod, old: Pod): PodContext {
  return podContext(pod.metadata.name, old);
}

/** Annotations are looked at with the pod, and once more with the change. */
function annotationUpdateFaults(pod: Pod, old: Pod, context: PodContext): FieldError[] {
  const errors: FieldError[] = [];
  const report: Report = (error) => errors.push(error);
  annotationChangeFaults(pod.metadata.annotations ?? {}, old.metadata.annotations ?? {}, ANNOTATIONS, report);
  annotationFaults(pod, context, report);
  return errors;
}

function changedPodFaults(pod: Pod, old: Pod): FieldError[] {
  const context = changeContext(pod, old);
  return [
    ...objectMetaUpdateFaults(pod, old, METADATA),
    ...podFaults(pod, context),
    ...annotationUpdateFaults(pod, old, context),
  ];
}

function validateUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors = changedPodFaults(pod, old);
  podChangeFaults(pod, old, (error) => errors.push(error));
  return errors;
}

/** Kubelets write the status; owners are not theirs, and the class of service is decided once. */
const status: SubresourceStrategy<Pod> = {
  prepareForUpdate: (pod, old) => {
    const { deletionTimestamp, ownerReferences } = old.metadata;
    const written = withoutDisabledStatusFields(pod.status ?? {});
    return {
      ...withMetadata(pod, { deletionTimestamp, ownerReferences }),
      spec: old.spec,
      status: written.qosClass || !old.status?.qosClass ? written : { ...written, qosClass: old.status.qosClass },
    };
  },
  validateUpdate: (pod, old) => {
    const errors = objectMetaUpdateFaults(pod, old, METADATA);
    errors.push(...annotationUpdateFaults(pod, old, changeContext(pod, old)));
    podStatusChangeFaults(pod, old, (error) => errors.push(error));
    return errors;
  },
  resetFields: ['spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences'],
};

const ephemeralContainers: SubresourceStrategy<Pod> = {
  prepareForUpdate: (pod, old) => {
    const { ephemeralContainers: _before, ...others } = old.spec;
    const { ephemeralContainers: containers } = pod.spec;
    const { managedFields, resourceVersion } = pod.metadata;
    return {
      ...old,
      metadata: { ...old.metadata, resourceVersion, ...(managedFields ? { managedFields } : {}) },
      spec: withoutDisabledFields(containers ? { ...others, ephemeralContainers: containers } : others),
    };
  },
  validateUpdate: (pod, old) => ephemeralContainersChangeFaults(pod, old, changedPodFaults(pod, old)),
};

// ---- the rest ---------------------------------------------------------------------------------------------------------------

function selectableFields({ spec, status: current }: Pod): Record<string, string> {
  return {
    'spec.nodeName': spec.nodeName ?? '',
    'spec.host': spec.nodeName ?? '',
    'spec.restartPolicy': spec.restartPolicy ?? '',
    'spec.schedulerName': spec.schedulerName ?? '',
    'spec.serviceAccountName': spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec.hostNetwork ?? false),
    'status.phase': current?.phase ?? '',
    'status.podIP': current?.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': current?.nominatedNodeName ?? '',
  };
}

/** A pod that runs nowhere, or runs no more, goes at once. */
function gracePeriodSeconds({ spec, status: current }: Pod, requested: number | undefined): number {
  const ended = current?.phase === 'Failed' || current?.phase === 'Succeeded';
  if (!spec.nodeName || ended) return 0;
  const seconds = requested ?? spec.terminationGracePeriodSeconds ?? 0;
  return seconds < 0 ? 1 : seconds;
}

export const podStrategy: ResourceStrategy<Pod> = {
  applyDefaults: applyPodDefaults,
  prepareForCreate,
  prepareForUpdate: (pod, old) => ({ ...completed(pod, 'spec', withoutDisabledFields), status: old.status }),
  validate,
  validateUpdate,
  warnings: (pod, old) => (old ? [] : createWarnings(pod)),
  selectableFields,
  selectableFieldNames: [
    'spec.nodeName',
    'spec.host',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  resetFields: ['status'],
  subresources: { status, ephemeralcontainers: ephemeralContainers },
  gracePeriodSeconds,
  answersDeletedObject: true,
};
