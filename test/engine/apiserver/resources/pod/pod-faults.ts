/** What is wrong with a pod, as texts: the spec completed and looked at as the server does. */
import type { Container, PodSpec } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { completePodTemplate, applyPodDefaults } from '../../../../../lib/engine/apiserver/resources/pod/pod-defaults';
import { templateContext } from '../../../../../lib/engine/apiserver/resources/pod/pod-context';
import { podStrategy } from '../../../../../lib/engine/apiserver/resources/pod/pod-strategy';
import { podTemplateRule } from '../../../../../lib/engine/apiserver/resources/pod/pod-template-rule';
import type { Pod, PodTemplateSpec } from '../../../../../lib/engine/apiserver/resources/pod/pod-types';
import type { Draft, StrategyContext } from '../../../../../lib/engine/apiserver/strategy';
import { faultsOf } from '../../../../../lib/engine/apiserver/validation/rules';
import { FieldPath } from '../../../../../lib/engine/apimachinery/validation/field-path';

/** Strategies of pods ask nothing of their surroundings. */
export const NO_CONTEXT = undefined as unknown as StrategyContext;

export const CONTAINER: Container = { name: 'app', image: 'app:1' };

/** A pod that lacks nothing, with these members of its spec. */
export function podOf(spec: Partial<PodSpec>, annotations: Readonly<Record<string, string>> = {}): Pod {
  const metadata = {
    name: 'p',
    namespace: 'default',
    resourceVersion: '1',
    creationTimestamp: '2024-01-01T00:00:00Z',
    annotations,
  };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [CONTAINER], ...spec } };
  applyPodDefaults(pod as unknown as Draft<Pod>);
  return podStrategy.prepareForCreate!(pod as unknown as Pod, NO_CONTEXT);
}

/** `field: what is wrong` for each fault of a new pod. */
export function podFaults(spec: Partial<PodSpec>, annotations?: Readonly<Record<string, string>>): string[] {
  return podStrategy.validate!(podOf(spec, annotations), NO_CONTEXT).map(String);
}

/** The same for a container of a pod, without the way to it. */
export function containerFaults(members: Partial<Container>, spec: Partial<PodSpec> = {}): string[] {
  const faults = podFaults({ ...spec, containers: [{ ...CONTAINER, ...members }] });
  return faults.map((fault) => fault.replace('spec.containers[0].', ''));
}

/** The same for a template at `template`. */
export function templateFaults(template: PodTemplateSpec): string[] {
  const at = FieldPath.of('template');
  return faultsOf(podTemplateRule, completePodTemplate(template), at, templateContext()).map(String);
}

/** The same for a change of a pod. */
export function changeFaults(before: Partial<PodSpec>, after: Partial<PodSpec>): string[] {
  return podStrategy.validateUpdate!(podOf(after), podOf(before), NO_CONTEXT).map(String);
}
