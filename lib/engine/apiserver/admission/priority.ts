/**
 * Resolves a pod's PriorityClass into a number.
 *
 * Upstream: plugin/pkg/admission/priority/admission.go
 */
import type { Pod } from '../resources/pod/pod-types';
import { SYSTEM_PRIORITY_CLASSES } from './system-priority-classes';
import type { AdmissionPlugin, AdmissionRequest } from './admission';
import { podOf, withPodSpec } from './pod-request';
import { refusal } from './refusal';

const DEFAULT_POLICY = 'PreemptLowerPriority';

interface PriorityClass {
  readonly metadata: { readonly name: string };
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

interface Resolved {
  readonly name: string;
  readonly value: number;
  readonly policy: string;
}

export const priority: AdmissionPlugin = {
  name: 'Priority',
  admit: (request) => {
    const pod = request.operation === 'CREATE' ? podOf(request) : undefined;
    if (!pod) return undefined;
    const { name, value, policy } = resolve(request, pod);
    const { priority: given, preemptionPolicy } = pod.spec;
    if (given !== undefined && given !== value) {
      throw refusal(
        request,
        `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
      );
    }
    if (preemptionPolicy !== undefined && preemptionPolicy !== policy) {
      throw refusal(
        request,
        `the string value of PreemptionPolicy (${preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
      );
    }
    return withPodSpec(pod, {
      priority: value,
      preemptionPolicy: policy,
      ...(name === '' ? {} : { priorityClassName: name }),
    });
  },
  validate: (request) => {
    if (request.target.definition.table !== 'scheduling.k8s.io/priorityclasses' || request.operation === 'DELETE')
      return;
    const created = request.object as unknown as PriorityClass;
    if (!created.globalDefault) return;
    const other = classes(request).find(
      (candidate) => candidate.globalDefault && candidate.metadata.name !== created.metadata.name,
    );
    if (other)
      throw refusal(
        request,
        `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`,
      );
  },
};

function classes(request: AdmissionRequest): readonly PriorityClass[] {
  return request.store.table('scheduling.k8s.io/priorityclasses').list() as unknown as PriorityClass[];
}

function resolve(request: AdmissionRequest, pod: Pod): Resolved {
  const { priorityClassName = '' } = pod.spec;
  if (priorityClassName === '') {
    const defaults = classes(request).filter((candidate) => candidate.globalDefault);
    const chosen = defaults.reduce<PriorityClass | undefined>(
      (low, next) => (!low || next.value < low.value ? next : low),
      undefined,
    );
    return chosen ? resolved(chosen) : { name: '', value: 0, policy: DEFAULT_POLICY };
  }
  const stored = request.store.table('scheduling.k8s.io/priorityclasses').get(priorityClassName) as unknown as
    PriorityClass | undefined;
  const found = stored ?? SYSTEM_PRIORITY_CLASSES.find((candidate) => candidate.metadata.name === priorityClassName);
  if (!found) throw refusal(request, `no PriorityClass with name ${priorityClassName} was found`);
  return resolved(found);
}

function resolved({ metadata, value, preemptionPolicy }: PriorityClass): Resolved {
  return { name: metadata.name, value, policy: preemptionPolicy ?? DEFAULT_POLICY };
}
