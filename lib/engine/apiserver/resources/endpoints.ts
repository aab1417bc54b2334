/**
 * Endpoints: where a Service's pods are reached, the older form of EndpointSlices.
 *
 * Upstream: pkg/registry/core/endpoint/strategy.go, pkg/apis/core/validation/validation.go (ValidateEndpoints)
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { FieldError } from '../../apimachinery/validation/field-error';
import { ipFaults, specialIpFaults } from '../../apimachinery/validation/ip-addresses';
import {
  dns1123LabelFaults,
  nameIsDnsSubdomain,
  portNumberFaults,
  qualifiedNameFaults,
} from '../../apimachinery/validation/names';
import { completed, eachCompleted, filled, rewrite } from '../defaults';
import { each, fields, given, matches, oneOf, optional, required, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';

type EndpointAddress = { readonly ip?: string; readonly hostname?: string; readonly nodeName?: string };

type EndpointPort = {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
};

type EndpointSubset = {
  readonly addresses?: readonly EndpointAddress[];
  readonly notReadyAddresses?: readonly EndpointAddress[];
  readonly ports?: readonly EndpointPort[];
};

type Endpoints = KubeObject<{ readonly subsets?: readonly EndpointSubset[] }>;

const addressMembers = fields<EndpointAddress>({
  ip: (ip = '', at, report) => {
    for (const fault of ipFaults(ip)) report(FieldError.invalid(at, ip, fault));
  },
  hostname: optional(matches(dns1123LabelFaults)),
  nodeName: matches<string>(nameIsDnsSubdomain),
});

const addressRule: Rule<EndpointAddress> = given((address, at, report, context) => {
  addressMembers(address, at, report, context);
  const { ip = '' } = address;
  for (const fault of specialIpFaults(ip)) report(FieldError.invalid(at.child('ip'), ip, fault));
});

const portRule = fields<EndpointPort>({
  name: optional(matches(dns1123LabelFaults)),
  port: (port = 0, at, report) => {
    for (const fault of portNumberFaults(port)) report(FieldError.invalid(at, port, fault));
  },
  protocol: required(oneOf<string>('SCTP', 'TCP', 'UDP')),
  appProtocol: matches(qualifiedNameFaults),
});

/** Names distinguish several ports. */
const portsRule: Rule<readonly EndpointPort[]> = given((ports, at, report, context) => {
  ports.forEach((port, index) => {
    const place = at.index(index);
    if (ports.length > 1 && !port.name) report(FieldError.required(place.child('name')));
    portRule(port, place, report, context);
  });
});

const subsetMembers = fields<EndpointSubset>({
  addresses: each(addressRule),
  notReadyAddresses: each(addressRule),
  ports: portsRule,
});

const subsetRule: Rule<EndpointSubset> = given((subset, at, report, context) => {
  if (!subset.addresses?.length && !subset.notReadyAddresses?.length) {
    report(FieldError.required(at, 'must specify `addresses` or `notReadyAddresses`'));
  }
  subsetMembers(subset, at, report, context);
});

export const endpoints = kindStrategy<Endpoints>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) =>
    rewrite(draft as Endpoints, (endpoints) =>
      completed(endpoints, 'subsets', (subsets) => eachCompleted(subsets, completeSubset)),
    ),
  rule: fields<Endpoints>({ subsets: each(subsetRule) }),
  onUpdate: ['metadata', 'object'],
  allowCreateOnUpdate: true,
});

function completeSubset(subset: EndpointSubset): EndpointSubset {
  return completed(subset, 'ports', (ports) => eachCompleted(ports, (port) => filled(port, { protocol: 'TCP' })));
}
