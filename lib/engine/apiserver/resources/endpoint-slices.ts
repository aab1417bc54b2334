/**
 * EndpointSlice: some of the endpoints of a Service.
 *
 * Upstream: pkg/registry/discovery/endpointslice/strategy.go, pkg/apis/discovery/validation/validation.go, pkg/apis/discovery/v1/defaults.go
 */
import type { JsonValue, KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { ipv4Faults, ipv6Faults, specialIpFaults } from '../../apimachinery/validation/ip-addresses';
import {
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  labelValueFaults,
  nameIsDnsSubdomain,
  qualifiedNameFaults,
} from '../../apimachinery/validation/names';
import { completed, eachCompleted, rewrite } from '../defaults';
import { labelsRule } from '../validation/object-meta';
import {
  also,
  each,
  fields,
  given,
  matches,
  oneOf,
  optional,
  required,
  unchanged,
  type Check,
  type Rule,
} from '../validation/rules';
import { kindStrategy } from './kind-strategy';

type Zone = { readonly name?: string };

type EndpointHints = { readonly forZones?: readonly Zone[] };

type Endpoint = {
  readonly addresses?: readonly string[];
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly deprecatedTopology?: Readonly<Record<string, string>>;
  readonly hints?: EndpointHints;
};

type EndpointPort = { readonly name?: string; readonly protocol?: string; readonly appProtocol?: string };

type EndpointSlice = KubeObject<{
  readonly addressType?: string;
  readonly endpoints?: readonly Endpoint[];
  readonly ports?: readonly EndpointPort[];
}>;

const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20000;
const MAX_ZONES = 8;
const MAX_TOPOLOGY_LABELS = 16;

/** A list that is looked at only while it is not too long. */
function atMost<T, Context>(limit: number, rule: Rule<readonly T[], Context>): Rule<readonly T[], Context> {
  return given((items, at, report, context) => {
    if (items.length > limit) report(FieldError.tooMany(at, items.length, limit));
    else rule(items, at, report, context);
  });
}

const domainNameRule: Rule<string> = (text = '', at, report) => {
  if (text === '') return report(FieldError.required(at));
  const name = text.replace(/\.$/, '');
  const faults = dns1123SubdomainFaults(name);
  if (faults.length > 0) return report(FieldError.invalid(at, name, faults.join(',')));
  if (!name.includes('.')) {
    const detail = 'should be a domain with at least two segments separated by dots';
    return report(FieldError.invalid(at, name, detail));
  }
  const odd = name.split('.').find((label) => dns1123LabelFaults(label).length > 0);
  if (odd !== undefined) report(FieldError.invalid(at, odd, dns1123LabelFaults(odd).join(',')));
};

/** How an address looks, by the slice's type; nothing is asked of types that nobody knows. */
const ADDRESS_RULES: Readonly<Record<string, Rule<string>>> = {
  IPv4: also(matches(ipv4Faults), matches(specialIpFaults)),
  IPv6: also(matches(ipv6Faults), matches(specialIpFaults)),
  FQDN: domainNameRule,
};

const addressesRule: Rule<readonly string[], string> = (addresses = [], at, report, type) => {
  if (addresses.length === 0) report(FieldError.required(at, 'must contain at least 1 address'));
  else if (addresses.length > MAX_ADDRESSES) report(FieldError.tooMany(at, addresses.length, MAX_ADDRESSES));
  const rule = ADDRESS_RULES[type];
  if (rule) each(rule)(addresses, at, report, undefined);
};

const topologyRule: Rule<Readonly<Record<string, string>>> = given((labels, at, report, context) => {
  const count = Object.keys(labels).length;
  if (count > MAX_TOPOLOGY_LABELS) report(FieldError.tooMany(at, count, MAX_TOPOLOGY_LABELS));
  labelsRule(labels, at, report, context);
});

const zonesRule: Rule<readonly Zone[]> = given((zones, at, report) => {
  const seen = new Set<string>();
  zones.forEach(({ name = '' }, index) => {
    const place = at.index(index).child('name');
    if (seen.has(name)) report(FieldError.duplicate(place, name));
    seen.add(name);
    for (const fault of labelValueFaults(name)) report(FieldError.invalid(place, name, fault));
  });
});

const endpointRule = fields<Endpoint, string>({
  addresses: addressesRule,
  nodeName: matches<string>(nameIsDnsSubdomain),
  deprecatedTopology: topologyRule,
  hostname: matches(dns1123LabelFaults),
  hints: fields<EndpointHints, string>({ forZones: atMost(MAX_ZONES, zonesRule) }),
});

const portMembers = fields<EndpointPort>({
  protocol: (protocol, at, report, context) => {
    if (protocol === undefined) report(FieldError.required(at));
    else oneOf<string>('SCTP', 'TCP', 'UDP')(protocol, at, report, context);
  },
  appProtocol: matches(qualifiedNameFaults),
});

const portsRule: Rule<readonly EndpointPort[]> = given((ports, at, report, context) => {
  const seen = new Set<string>();
  ports.forEach((port, index) => {
    const { name = '' } = port;
    const place = at.index(index).child('name');
    optional(matches(dns1123LabelFaults))(name, place, report, undefined);
    if (seen.has(name)) report(FieldError.duplicate(place, name));
    seen.add(name);
    portMembers(port, at.index(index), report, context);
  });
});

const endpointsOfType: Check<EndpointSlice> = ({ endpoints, addressType = '' }, at, report) =>
  atMost(MAX_ENDPOINTS, each(endpointRule))(endpoints, at.child('endpoints'), report, addressType);

export const endpointSlices = kindStrategy<EndpointSlice>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) =>
    rewrite(draft as EndpointSlice, (slice) =>
      completed(slice, 'ports', (ports) => eachCompleted(ports, completePort)),
    ),
  generation: (slice, old) =>
    !sameJson(content(slice), content(old)) || !sameJson(slice.metadata.labels ?? {}, old.metadata.labels ?? {}),
  prepareForCreate: (slice) => withoutTopology(slice),
  prepareForUpdate: withoutTopology,
  rule: also(
    fields<EndpointSlice>({ addressType: required(oneOf<string>('FQDN', 'IPv4', 'IPv6')) }),
    given(endpointsOfType),
    fields<EndpointSlice>({ ports: atMost(MAX_PORTS, portsRule) }),
  ),
  changeRule: ({ addressType }, old, at, report) =>
    unchanged(addressType, old.addressType, at.child('addressType'), report),
  onUpdate: ['object', 'change'],
  warnings: ({ addressType }, old) =>
    addressType === 'FQDN' && !old ? ['spec.addressType: FQDN endpoints are deprecated'] : [],
});

function completePort(port: EndpointPort): EndpointPort {
  return { ...port, name: port.name ?? '', protocol: port.protocol ?? 'TCP' };
}

function content({ addressType, endpoints, ports }: EndpointSlice): JsonValue {
  return { addressType, endpoints, ports };
}

/** `deprecatedTopology` belongs to a version that is gone: it stays only in endpoints that nobody touches. */
function withoutTopology(slice: EndpointSlice, old?: EndpointSlice): EndpointSlice {
  const { endpoints } = slice;
  if (!endpoints?.some(({ deprecatedTopology }) => deprecatedTopology)) return slice;
  if (old && sameJson(endpoints as JsonValue, (old.endpoints ?? null) as JsonValue)) return slice;
  return { ...slice, endpoints: endpoints.map(({ deprecatedTopology: _topology, ...endpoint }) => endpoint) };
}
