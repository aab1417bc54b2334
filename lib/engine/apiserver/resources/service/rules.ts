/**
 * Validation of a Service, in the order of upstream's messages.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateService, ValidateServiceUpdate, ValidateServiceStatusUpdate)
 */
import { IpRange } from '../../../apimachinery/ip-address';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { goIntOrString, goPointer, goStruct, type GoValue } from '../../../apimachinery/validation/go-value';
import { ipFaults, specialIpFaults } from '../../../apimachinery/validation/ip-addresses';
import {
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  portNameFaults,
  portNumberFaults,
  qualifiedNameFaults,
} from '../../../apimachinery/validation/names';
import type { ChangeRule } from '../kind-strategy';
import { labelsRule } from '../../validation/object-meta';
import {
  also,
  each,
  fields,
  given,
  matches,
  oneOf,
  required,
  then,
  when,
  type Check,
  type Report,
  type Rule,
} from '../../validation/rules';
import { clusterIpsChange, clusterIpsRule, ipFamiliesChange } from './cluster-ips-rules';
import {
  isExternal,
  isHeadless,
  needsClusterIp,
  needsHealthCheck,
  type Service,
  type ServicePort,
  type ServiceSpec,
} from './service';

const KUBELET_PORT = 10250;
const MAX_AFFINITY_SECONDS = 86400;
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

// ---- ports ------------------------------------------------------------------------------------------------------------------

/** A port number, or the name of a container's port. */
const portNumberOrNameRule: Rule<number | string> = (port = 0, at, report) => {
  const faults = typeof port === 'number' ? portNumberFaults(port) : portNameFaults(port);
  for (const fault of faults) report(FieldError.invalid(at, port, fault));
};

const protocolRule = required<string>(oneOf<string>('SCTP', 'TCP', 'UDP'));

const portRule = fields<ServicePort>({
  port: (port = 0, at, report) => {
    for (const fault of portNumberFaults(port)) report(FieldError.invalid(at, port, fault));
  },
  protocol: protocolRule,
  targetPort: portNumberOrNameRule,
  appProtocol: matches(qualifiedNameFaults),
});

/** Names distinguish several ports; a single one may go without. */
const portsRule: Rule<readonly ServicePort[]> = given((ports, at, report, context) => {
  const seen = new Set<string>();
  ports.forEach((port, index) => {
    const { name = '' } = port;
    const place = at.index(index).child('name');
    if (name !== '') {
      for (const fault of dns1123LabelFaults(name)) report(FieldError.invalid(place, name, fault));
      if (seen.has(name)) report(FieldError.duplicate(place, name));
      seen.add(name);
    } else if (ports.length > 1) report(FieldError.required(place));
    portRule(port, at.index(index), report, context);
  });
});

/** The part of a port that must be its own, as messages show it. */
function shownPort({ protocol = '', port = 0 }: ServicePort): GoValue {
  return goStruct('core.ServicePort', {
    Name: '',
    Protocol: protocol,
    AppProtocol: goPointer('string', false),
    Port: port,
    TargetPort: goIntOrString(0),
    NodePort: 0,
  });
}

const uniquePorts: Rule<readonly ServicePort[]> = also(
  given((ports, at, report) => {
    const seen = new Set<string>();
    ports.forEach(({ protocol, nodePort = 0 }, index) => {
      if (nodePort === 0) return;
      const key = `${protocol}/${nodePort}`;
      if (seen.has(key)) report(FieldError.duplicate(at.index(index).child('nodePort'), nodePort));
      seen.add(key);
    });
  }),
  given((ports, at, report) => {
    const seen = new Set<string>();
    ports.forEach((port, index) => {
      const key = `${port.protocol}/${port.port}`;
      if (seen.has(key)) report(FieldError.duplicate(at.index(index), shownPort(port)));
      seen.add(key);
    });
  }),
);

// ---- what the type asks for ---------------------------------------------------------------------------------------------------

const portsGiven: Check<ServiceSpec> = (spec, at, report) => {
  if (!spec.ports?.length && !isHeadless(spec) && needsClusterIp(spec)) report(FieldError.required(at.child('ports')));
};

const typeRule: Check<ServiceSpec> = (spec, at, report) => {
  switch (spec.type) {
    case 'LoadBalancer':
      spec.ports?.forEach(({ port = 0 }, index) => {
        if (port !== KUBELET_PORT) return;
        const detail = `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`;
        report(FieldError.invalid(at.child('ports').index(index), port, detail));
      });
      refuseHeadless(spec, at, report);
      return;
    case 'NodePort':
      refuseHeadless(spec, at, report);
      return;
    case 'ExternalName':
      externalNameRule(spec, at, report);
  }
};

function refuseHeadless(spec: ServiceSpec, at: FieldPath, report: Report): void {
  if (!isHeadless(spec)) return;
  const detail = `may not be set to 'None' for ${spec.type} services`;
  report(FieldError.invalid(at.child('clusterIPs').index(0), 'None', detail));
}

function externalNameRule(spec: ServiceSpec, at: FieldPath, report: Report): void {
  const detail = 'may not be set for ExternalName services';
  if (spec.clusterIPs?.length) report(FieldError.forbidden(at.child('clusterIPs'), detail));
  if (spec.ipFamilies?.length) report(FieldError.forbidden(at.child('ipFamilies'), detail));
  if (spec.ipFamilyPolicy !== undefined) report(FieldError.forbidden(at.child('ipFamilyPolicy'), detail));
  const name = spec.externalName?.replace(/\.$/, '') ?? '';
  const place = at.child('externalName');
  if (name === '') report(FieldError.required(place));
  else for (const fault of dns1123SubdomainFaults(name)) report(FieldError.invalid(place, name, fault));
}

const affinityConfigRule: Check<ServiceSpec> = ({ sessionAffinity, sessionAffinityConfig: config }, at, report) => {
  const place = at.child('sessionAffinityConfig');
  if (sessionAffinity === 'None' && config) {
    report(FieldError.forbidden(place, 'must not be set when session affinity is None'));
  }
  if (sessionAffinity !== 'ClientIP') return;
  const missing = (child: FieldPath): void =>
    report(FieldError.required(child, 'when session affinity type is ClientIP'));
  const seconds = config?.clientIP?.timeoutSeconds;
  if (!config) missing(place);
  else if (!config.clientIP) missing(place.child('clientIP'));
  else if (seconds === undefined) missing(place.child('clientIP', 'timeoutSeconds'));
  else if (seconds <= 0 || seconds > MAX_AFFINITY_SECONDS) {
    const detail = `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`;
    report(FieldError.invalid(place.child('clientIP', 'timeoutSeconds'), seconds, detail));
  }
};

const noNodePorts: Rule<ServiceSpec> = when(
  ({ type }) => type === 'ClusterIP',
  fields<ServiceSpec>({
    ports: each(
      given(({ nodePort = 0 }, at, report) => {
        if (nodePort === 0) return;
        report(FieldError.forbidden(at.child('nodePort'), "may not be used when `type` is 'ClusterIP'"));
      }),
    ),
  }),
);

// ---- load balancers and traffic policies --------------------------------------------------------------------------------------

const sourceRanges: Check<Service> = ({ metadata, spec = {} }, at, report) => {
  const annotation = metadata.annotations?.[SOURCE_RANGES];
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length === 0 && annotation === undefined) return;
  const place =
    ranges.length > 0
      ? at.child('spec', 'LoadBalancerSourceRanges')
      : at.child('metadata', 'annotations').key(SOURCE_RANGES);
  if (spec.type !== 'LoadBalancer') report(FieldError.forbidden(place, ONLY_LOAD_BALANCER));
  const texts = ranges.length > 0 ? ranges : (annotation?.trim() || '0.0.0.0/0').split(',');
  if (texts.every((text) => IpRange.parse(text.trim()))) return;
  const shown = ranges.length > 0 ? `[${ranges.join(' ')}]` : (annotation ?? '');
  const detail = 'must be a list of IP ranges. For example, 10.240.0.0/24,10.250.0.0/24 ';
  report(FieldError.invalid(place, shown, detail));
};

const allocationRule: Check<ServiceSpec> = ({ type, allocateLoadBalancerNodePorts: allocate }, at, report) => {
  if (allocate !== undefined && type !== 'LoadBalancer') {
    report(FieldError.forbidden(at.child('allocateLoadBalancerNodePorts'), ONLY_LOAD_BALANCER));
  }
  if (type === 'LoadBalancer' && allocate === undefined) report(FieldError.required('allocateLoadBalancerNodePorts'));
};

const classRule: Check<ServiceSpec> = ({ type, loadBalancerClass }, at, report, context) => {
  if (loadBalancerClass === undefined) return;
  const place = at.child('loadBalancerClass');
  if (type !== 'LoadBalancer') report(FieldError.forbidden(place, ONLY_LOAD_BALANCER));
  else matches(qualifiedNameFaults)(loadBalancerClass, place, report, context);
};

const externalTrafficRule: Check<ServiceSpec> = (spec, at, report, context) => {
  const place = at.child('externalTrafficPolicy');
  const { externalTrafficPolicy: policy = '', healthCheckNodePort: port = 0 } = spec;
  if (isExternal(spec)) required<string>(oneOf<string>('Cluster', 'Local'))(policy, place, report, context);
  else if (policy !== '') {
    report(FieldError.invalid(place, policy, "may only be set when `type` is 'NodePort' or 'LoadBalancer'"));
  }
  const portPlace = at.child('healthCheckNodePort');
  if (!needsHealthCheck(spec)) {
    if (port === 0) return;
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    report(FieldError.invalid(portPlace, port, detail));
  } else if (port === 0) report(FieldError.required(portPlace));
  else for (const fault of portNumberFaults(port)) report(FieldError.invalid(portPlace, port, fault));
};

const internalTrafficRule: Check<ServiceSpec> = ({ type, internalTrafficPolicy: policy }, at, report, context) => {
  const place = at.child('internalTrafficPolicy');
  if (policy !== undefined) oneOf<string>('Cluster', 'Local')(policy, place, report, context);
  else if (['NodePort', 'LoadBalancer', 'ClusterIP'].includes(type ?? '')) report(FieldError.required(place));
};

// ---- the whole ------------------------------------------------------------------------------------------------------------------

const topologyAnnotations: Check<Service> = ({ metadata }, at, report) => {
  const mode = metadata.annotations?.[TOPOLOGY_MODE];
  const hints = metadata.annotations?.[TOPOLOGY_HINTS];
  if (mode === undefined || hints === undefined || mode === hints) return;
  const detail = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`;
  report(FieldError.invalid(at.child('metadata', 'annotations').key(TOPOLOGY_MODE), mode, detail));
};

export const serviceRule: Rule<Service> = also(
  given(topologyAnnotations),
  fields<Service>({
    spec: also(
      given(portsGiven),
      given(typeRule),
      fields<ServiceSpec>({
        ports: portsRule,
        selector: labelsRule,
        sessionAffinity: required(oneOf<string>('ClientIP', 'None')),
      }),
      given(affinityConfigRule),
      clusterIpsRule,
      fields<ServiceSpec>({
        externalIPs: each(then(matches(ipFaults), matches(specialIpFaults))),
        type: required(oneOf<string>('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort')),
      }),
      noNodePorts,
      fields<ServiceSpec>({ ports: uniquePorts }),
    ),
  }),
  given(sourceRanges),
  fields<Service>({
    spec: also(given(allocationRule), given(classRule), given(externalTrafficRule), given(internalTrafficRule)),
  }),
);

export const serviceChange: ChangeRule<Service> = ({ spec = {} }, { spec: old = {} }, root, report, context) => {
  const at = root.child('spec');
  clusterIpsChange(spec, old, at, report);
  ipFamiliesChange(spec, old, at, report);
  if (spec.type === 'LoadBalancer' && old.type === 'LoadBalancer' && spec.loadBalancerClass !== old.loadBalancerClass) {
    report(FieldError.invalid(at.child('loadBalancerClass'), spec.loadBalancerClass, 'may not change once set'));
  }
  classRule(spec, at, report, context);
  if (needsHealthCheck(spec) && needsHealthCheck(old) && spec.healthCheckNodePort !== old.healthCheckNodePort) {
    report(FieldError.forbidden(at.child('healthCheckNodePort'), 'field is immutable'));
  }
};
