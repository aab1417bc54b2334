/**
 * Ports of containers, alone and against each other on the host.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateContainerPorts, AccumulateUniqueHostPorts, validatePodHostNetworkDeps)
 */
import type { Container, ContainerPort } from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { portNameFaults, portNumberFaults } from '../../../apimachinery/validation/names';
import { fields, given, matches, oneOf, required, type Report, type Rule } from '../../validation/rules';
import type { PodSpecContext } from './pod-context';

/** 0 is as good as absent. */
function nonZero(rule: Rule<number>, missing?: (at: FieldPath, report: Report) => void): Rule<number> {
  return (port, at, report, context) => {
    if (port) rule(port, at, report, context);
    else missing?.(at, report);
  };
}

const portNumberRule = matches(portNumberFaults);

const portRule: Rule<ContainerPort> = fields<ContainerPort>({
  containerPort: nonZero(portNumberRule, (at, report) => report(FieldError.required(at))),
  hostPort: nonZero(portNumberRule),
  protocol: required(oneOf<string>('SCTP', 'TCP', 'UDP')),
});

/** The ports of one container; a name is told a duplicate only if it is a name. */
export const containerPortsRule: Rule<readonly ContainerPort[]> = given((ports, at, report, context) => {
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const place = at.index(index);
    nameFaults(port.name ?? '', names, place.child('name'), report);
    portRule(port, place, report, context);
  });
});

function nameFaults(name: string, taken: Set<string>, at: FieldPath, report: Report): void {
  if (name === '') return;
  const faults = portNameFaults(name);
  for (const fault of faults) report(FieldError.invalid(at, name, fault));
  if (faults.length > 0) return;
  if (taken.has(name)) report(FieldError.duplicate(at, name));
  taken.add(name);
}

/** Two containers of a list cannot have the same port of the host. */
export const hostPortConflictsRule: Rule<readonly Container[]> = given((containers, at, report) => {
  const taken = new Set<string>();
  containers.forEach(({ ports = [] }, index) => {
    ports.forEach(({ protocol = '', hostIP = '', hostPort }, number) => {
      if (!hostPort) return;
      const wanted = `${protocol}/${hostIP}/${hostPort}`;
      const place = at.index(index).child('ports').index(number).child('hostPort');
      if (taken.has(wanted)) report(FieldError.duplicate(place, wanted));
      taken.add(wanted);
    });
  });
});

/** In the host's network a port is the host's; a template may leave it open, since its pods will be given it. */
export const hostNetworkPortsRule: Rule<readonly Container[], PodSpecContext> = given(
  (containers, at, report, context) => {
    if (!context.spec.hostNetwork) return;
    containers.forEach(({ ports = [] }, index) => {
      ports.forEach(({ hostPort = 0, containerPort = 0 }, number) => {
        if (hostPort === containerPort || (hostPort === 0 && !context.isPod)) return;
        const place = at.index(index).child('ports').index(number).child('hostPort');
        report(FieldError.invalid(place, hostPort, 'must match `containerPort` when `hostNetwork` is true'));
      });
    });
  },
);
