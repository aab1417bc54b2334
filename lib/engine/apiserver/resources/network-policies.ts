/**
 * NetworkPolicy: who may talk to which pods.
 *
 * Upstream: pkg/registry/networking/networkpolicy/strategy.go, pkg/apis/networking/validation/validation.go (ValidateNetworkPolicy),
 * pkg/apis/networking/v1/defaults.go
 */
import { IpRange } from '../../apimachinery/ip-address';
import type { LabelSelector } from '../../apimachinery/labels';
import type { KubeObject } from '../../apimachinery/object-meta';
import { FieldError } from '../../apimachinery/validation/field-error';
import { type FieldPath } from '../../apimachinery/validation/field-path';
import { goSlice } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain, portNameFaults, portNumberFaults } from '../../apimachinery/validation/names';
import { completed, eachCompleted, rewrite } from '../defaults';
import { labelSelectorRule, toleratingLabelSelectorRule } from '../validation/label-selector';
import { each, fields, given, matches, oneOf, type Check, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';

type IpBlock = { readonly cidr?: string; readonly except?: readonly string[] };

type NetworkPolicyPeer = {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: IpBlock;
};

type NetworkPolicyPort = {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
};

type IngressRule = { readonly ports?: readonly NetworkPolicyPort[]; readonly from?: readonly NetworkPolicyPeer[] };

type EgressRule = { readonly ports?: readonly NetworkPolicyPort[]; readonly to?: readonly NetworkPolicyPeer[] };

type NetworkPolicySpec = {
  readonly podSelector?: LabelSelector;
  readonly ingress?: readonly IngressRule[];
  readonly egress?: readonly EgressRule[];
  readonly policyTypes?: readonly string[];
};

type NetworkPolicy = KubeObject<{ readonly spec?: NetworkPolicySpec }>;

/** How selectors are looked at: strictly, unless the stored object was let through with faults. */
type SelectorRule = Rule<LabelSelector>;

// ---- ports and peers --------------------------------------------------------------------------------------------------------

const endPortRule: Check<NetworkPolicyPort> = ({ port, endPort }, at, report) => {
  if (endPort === undefined) return;
  const place = at.child('endPort');
  if (port === undefined) {
    report(FieldError.invalid(place, endPort, 'may not be specified when `port` is not specified'));
  } else if (typeof port === 'string') {
    report(FieldError.invalid(place, endPort, 'may not be specified when `port` is non-numeric'));
  } else {
    if (endPort < port) report(FieldError.invalid(place, port, 'must be greater than or equal to `port`'));
    for (const fault of portNumberFaults(endPort)) report(FieldError.invalid(place, endPort, fault));
  }
};

const portRule: Rule<NetworkPolicyPort> = given((ports, at, report, context) => {
  const { port, protocol } = ports;
  oneOf<string>('TCP', 'UDP', 'SCTP')(protocol, at.child('protocol'), report, context);
  if (typeof port === 'number') matches(portNumberFaults)(port, at.child('port'), report, context);
  endPortRule(ports, at, report, context);
  if (typeof port === 'string') matches(portNameFaults)(port, at.child('port'), report, context);
});

const ipBlockRule: Rule<IpBlock> = given(({ cidr = '', except = [] }, at, report) => {
  if (cidr === '') return report(FieldError.required(at.child('cidr')));
  const range = IpRange.parse(cidr);
  if (!range) return report(FieldError.invalid(at.child('cidr'), cidr, 'not a valid CIDR'));
  for (const [index, text] of except.entries()) {
    const place = at.child('except').index(index);
    const part = IpRange.parse(text);
    if (!part) return report(FieldError.invalid(place, text, 'not a valid CIDR'));
    if (range.contains(part.first) && range.prefixLength < part.prefixLength) continue;
    report(FieldError.invalid(place, text, 'must be a strict subset of `cidr`'));
  }
});

const peerMembers = fields<NetworkPolicyPeer, SelectorRule>({
  podSelector: bySelectorRule,
  namespaceSelector: bySelectorRule,
  ipBlock: ipBlockRule,
});

const peerRule: Rule<NetworkPolicyPeer, SelectorRule> = given((peer, at, report, selectorRule) => {
  peerMembers(peer, at, report, selectorRule);
  const { podSelector, namespaceSelector, ipBlock } = peer;
  const count = [podSelector, namespaceSelector, ipBlock].filter((member) => member !== undefined).length;
  if (count === 0) report(FieldError.required(at, 'must specify a peer'));
  else if (count > 1 && ipBlock) report(FieldError.forbidden(at, 'may not specify both ipBlock and another peer'));
});

function bySelectorRule(
  selector: LabelSelector | undefined,
  at: FieldPath,
  report: (error: FieldError) => void,
  selectorRule: SelectorRule,
): void {
  selectorRule(selector, at, report, undefined);
}

// ---- the whole ------------------------------------------------------------------------------------------------------------------

const policyTypesRule: Rule<readonly string[]> = given((types, at, report, context) => {
  if (types.length > 2) {
    const shown = goSlice('networking.PolicyType', types);
    report(FieldError.invalid(at, shown, 'may not specify more than two policyTypes'));
  } else each(oneOf<string>('Ingress', 'Egress'))(types, at, report, context);
});

const specRule = fields<NetworkPolicySpec, SelectorRule>({
  podSelector: bySelectorRule,
  ingress: each(fields<IngressRule, SelectorRule>({ ports: each(portRule), from: each(peerRule) })),
  egress: each(fields<EgressRule, SelectorRule>({ ports: each(portRule), to: each(peerRule) })),
  policyTypes: policyTypesRule,
});

function ruleWith(selectorRule: SelectorRule): Rule<NetworkPolicy> {
  return given(({ spec }, at, report) => specRule(spec, at.child('spec'), report, selectorRule));
}

export const networkPolicies = kindStrategy<NetworkPolicy>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => rewrite(draft as NetworkPolicy, (policy) => completed(policy, 'spec', completeSpec)),
  generation: 'spec',
  rule: ruleWith(labelSelectorRule),
  ruleAfter: ({ spec }) => ruleWith(toleratingLabelSelectorRule(spec?.podSelector)),
  onUpdate: ['object', 'metadata', 'members'],
});

function completeSpec(spec: NetworkPolicySpec): NetworkPolicySpec {
  const withPorts = completed(completed(spec, 'ingress', completeRules), 'egress', completeRules);
  if (spec.policyTypes?.length) return withPorts;
  return { ...withPorts, policyTypes: spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'] };
}

function completeRules<T extends { readonly ports?: readonly NetworkPolicyPort[] }>(rules: readonly T[]): readonly T[] {
  return eachCompleted(rules, (rule) => completed<T, 'ports'>(rule, 'ports', completePorts));
}

function completePorts(ports: readonly NetworkPolicyPort[]): readonly NetworkPolicyPort[] {
  return eachCompleted(ports, (port) => (port.protocol === undefined ? { ...port, protocol: 'TCP' } : port));
}
