/**
 * Warnings about containers: fractions of bytes, variables that hide others, ports in each other's way.
 *
 * Upstream: pkg/api/pod/warnings.go
 */
import type { Container, ContainerPort, EnvVar } from '../../../apimachinery/api/core-v1';
import { Quantity } from '../../../apimachinery/quantity';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { quote } from '../../../apimachinery/go-text';
import type { ResourceList } from './pod-types';

const BYTE_RESOURCES = ['memory', 'ephemeral-storage'] as const;

/** A warning for an amount of bytes that is no whole number. */
export function fractionWarnings(list: ResourceList | undefined, name: string, at: FieldPath): string[] {
  const text = list?.[name];
  if (text === undefined || Quantity.parse(text).isExactAt(0)) return [];
  return [`${at.key(name)}: fractional byte value ${quote(text)} is invalid, must be an integer`];
}

/** @param at the path of the container. */
export function containerWarnings({ resources, env = [] }: Container, at: FieldPath): string[] {
  const place = at.child('resources');
  return [
    ...BYTE_RESOURCES.flatMap((name) => [
      ...fractionWarnings(resources?.limits, name, place.child('limits')),
      ...fractionWarnings(resources?.requests, name, place.child('requests')),
    ]),
    ...hiddenVariableWarnings(env, at.child('env')),
  ];
}

/** A variable that is defined twice is fine as long as the second builds upon the first. */
function hiddenVariableWarnings(env: readonly EnvVar[], at: FieldPath): string[] {
  const names = new Set<string>();
  return env.flatMap(({ name, value = '', valueFrom }, index) => {
    const known = names.has(name);
    names.add(name);
    const reference = `$(${name})`;
    if (!known || (!valueFrom && value !== reference && value.includes(reference))) return [];
    const detail = `hides previous definition of ${quote(name)}, which may be dropped when using apply`;
    return [`${at.index(index)}: ${detail}`];
  });
}

interface PlacedPort {
  readonly port: ContainerPort;
  readonly place: FieldPath;
}

/** Ports of all containers of a pod. */
export function portWarnings(containers: readonly (readonly [Container, FieldPath])[]): string[] {
  const known = new Map<string, PlacedPort[]>();
  const warnings: string[] = [];
  for (const [{ ports = [] }, at] of containers) {
    ports.forEach((port, index) => {
      const place = at.child('ports').index(index);
      if (port.hostIP && !port.hostPort) warnings.push(`${place}: hostIP set without hostPort: ${shown(port)}`);
      const key = `${port.containerPort}/${port.protocol}`;
      const others = known.get(key) ?? [];
      for (const other of others) {
        const clash = clashOf(port, other.port);
        if (clash) warnings.push(`${place}: ${clash} port definition with ${other.place}`);
      }
      known.set(key, [...others, { port, place }]);
    });
  }
  return warnings;
}

function clashOf(a: ContainerPort, b: ContainerPort): string | undefined {
  const [hostPort, otherHostPort] = [a.hostPort ?? 0, b.hostPort ?? 0];
  const [hostIP, otherHostIP] = [a.hostIP ?? '', b.hostIP ?? ''];
  if (hostIP === otherHostIP && hostPort === otherHostPort) return 'duplicate';
  if (hostPort === 0 || otherHostPort === 0) return 'overlapping';
  return hostPort === otherHostPort && (hostIP === '') !== (otherHostIP === '') ? 'dangerously ambiguous' : undefined;
}

/** Go's `%+v` of the struct. */
function shown({ name = '', hostPort = 0, containerPort = 0, protocol = '', hostIP = '' }: ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}
