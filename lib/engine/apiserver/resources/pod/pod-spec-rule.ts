/**
 * The spec of a pod, in a pod or in a template.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidatePodSpec)
 * Differs: `resourceClaims` and `hostUsers` are not looked at; they are dropped while their features are off.
 */
import type { PodSchedulingGate, PodSpec } from '../../../apimachinery/api/core-v1';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { FieldError } from '../../../apimachinery/validation/field-error';
import {
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  qualifiedNameFaults,
} from '../../../apimachinery/validation/names';
import { labelsRule } from '../../validation/object-meta';
import {
  also,
  between,
  each,
  fields,
  given,
  matches,
  oneOf,
  optional,
  required,
  within,
  type Report,
  type Rule,
} from '../../validation/rules';
import { affinityRule } from './affinity-rules';
import { containersRule, ephemeralContainersRule, initContainersRule } from './container-rules';
import { dnsConfigRule, hostAliasesRule } from './name-resolution-rules';
import { hostProcessRule, operatingSystemRule } from './operating-system-rules';
import type { PodContext, PodSpecContext } from './pod-context';
import { hostNetworkPortsRule } from './port-rules';
import { overheadRule } from './resource-rules';
import { podSecurityContextRule } from './security-rules';
import { tolerationsRule } from './toleration-rules';
import { topologySpreadConstraintsRule } from './topology-spread-rules';
import { volumesRule } from './volume-rules';

const MAX_INT32 = 2 ** 31 - 1;

/** '' is told as missing, but absent is right: admission fills it in. */
const preemptionPolicyRule: Rule<string> = given(required(oneOf<string>('PreemptLowerPriority', 'Never')));
const nameRule = optional(matches(dns1123SubdomainFaults));
const labelRule = optional(matches(dns1123LabelFaults));

const readinessGateRule = fields<{ readonly conditionType: string }>({
  conditionType: (type = '', at, report) => nameFaults(type, at, report),
});

/** Each gate once; told at the gate, not at its name. */
const schedulingGatesRule: Rule<readonly PodSchedulingGate[]> = given((gates, at, report) => {
  const names = new Set<string>();
  gates.forEach(({ name = '' }, index) => {
    nameFaults(name, at.index(index), report);
    if (names.has(name)) report(FieldError.duplicate(at.index(index), name));
    names.add(name);
  });
});

function nameFaults(name: string, at: FieldPath, report: Report): void {
  for (const fault of qualifiedNameFaults(name)) report(FieldError.invalid(at, name, fault));
}

/** In the order of upstream's messages; the rules between the lists of members look at the whole spec. */
export const podSpecRule: Rule<PodSpec, PodContext> = within<PodSpec, PodContext, PodSpecContext>(
  (spec, outer) => ({ ...outer, spec, volumes: new Map() }),
  also<PodSpec, PodSpecContext>(
    fields<PodSpec, PodSpecContext>({
      volumes: volumesRule,
      containers: containersRule,
      initContainers: initContainersRule,
      ephemeralContainers: ephemeralContainersRule,
    }),
    fields<PodSpec, PodSpecContext>({
      containers: hostNetworkPortsRule,
      restartPolicy: required(oneOf<string>('Always', 'OnFailure', 'Never')),
      dnsPolicy: required(oneOf<string>('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None')),
      nodeSelector: labelsRule,
      securityContext: podSecurityContextRule,
      affinity: affinityRule,
      dnsConfig: dnsConfigRule,
      readinessGates: each(readinessGateRule),
      schedulingGates: schedulingGatesRule,
      topologySpreadConstraints: topologySpreadConstraintsRule,
    }),
    hostProcessRule,
    fields<PodSpec, PodSpecContext>({
      serviceAccountName: nameRule,
      nodeName: nameRule,
      activeDeadlineSeconds: between(1, MAX_INT32),
      hostname: labelRule,
      subdomain: labelRule,
      tolerations: tolerationsRule,
      hostAliases: hostAliasesRule,
      priorityClassName: nameRule,
      runtimeClassName: matches(dns1123SubdomainFaults),
      preemptionPolicy: preemptionPolicyRule,
      overhead: overheadRule,
    }),
    operatingSystemRule,
  ),
);
