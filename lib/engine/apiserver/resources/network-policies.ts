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
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goSlice } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain, portNameFaults, portNumberFaults } from '../../apimachinery/validation/names';
import type { Draft } from '../strategy';
import { labelSelectorRule, lenientLabelSelectorRule } from '../validation/label-selector';
import { objectMetaFaults, objectMetaUpdateFaults } from '../validation/object-meta';
import { each, faultsOf, fields, given, matches, oneOf, type Check, type Rule } from '../validation/rules';
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

const METADATA = { namespaced: true, name: nameIsDnsSubdomain } as const;

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

function selectorRuleFor(old: NetworkPolicy): SelectorRule {
  const faults = faultsOf(labelSelectorRule, old.spec?.podSelector, FieldPath.root);
  return faults.length > 0 ? lenientLabelSelectorRule : labelSelectorRule;
}

export const networkPolicies = kindStrategy<NetworkPolicy>({
  ...METADATA,
  applyDefaults: ({ spec }) => {
    if (spec) specDefaults(spec);
  },
  generation: 'spec',
  rule: given(({ spec }, at, report) => specRule(spec, at.child('spec'), report, labelSelectorRule)),
  changeRule: (policy, old, at, report) => {
    const lookAtSpec = (): void => specRule(policy.spec, at.child('spec'), report, selectorRuleFor(old));
    objectMetaFaults(policy, METADATA).forEach(report);
    lookAtSpec();
    objectMetaUpdateFaults(policy, old, METADATA).forEach(report);
    lookAtSpec();
  },
  onUpdate: ['change'],
});

function specDefaults(spec: Draft<NetworkPolicySpec>): void {
  const rules = [...(spec.ingress ?? []), ...(spec.egress ?? [])];
  for (const { ports = [] } of rules) for (const port of ports ?? []) port.protocol ??= 'TCP';
  if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
}
