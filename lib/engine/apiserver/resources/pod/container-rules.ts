/**
 * The containers of a pod: those that run, those that run before them, those that join later.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateContainers, validateInitContainers, validateEphemeralContainers)
 * Differs: `resizePolicy` is not looked at, nor `restartPolicy` of init containers; they are dropped while InPlacePodVerticalScaling and
 *   SidecarContainers are off.
 */
import type { Container, EphemeralContainer } from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { dns1123LabelFaults } from '../../../apimachinery/validation/names';
import { fields, given, matches, oneOf, required, type Report, type Rule } from '../../validation/rules';
import { envFromRule, envRule } from './env-rules';
import { runningRules } from './handler-rules';
import type { ContainerContext, PodSpecContext } from './pod-context';
import { containerPortsRule, hostPortConflictsRule } from './port-rules';
import { resourceRequirementsRule } from './resource-rules';
import { securityContextRule } from './security-rules';
import { volumeDevicesRule, volumeMountsRule } from './volume-mount-rules';

/** What holds for every container. */
const containerRule: Rule<Container, ContainerContext> = fields<Container, ContainerContext>({
  name: required(matches(dns1123LabelFaults)),
  image: required(),
  terminationMessagePolicy: required(oneOf<string>('File', 'FallbackToLogsOnError')),
  ports: containerPortsRule,
  env: envRule,
  envFrom: envFromRule,
  volumeMounts: volumeMountsRule,
  volumeDevices: volumeDevicesRule,
  imagePullPolicy: required(oneOf<string>('Always', 'IfNotPresent', 'Never')),
  resources: resourceRequirementsRule,
  securityContext: securityContextRule,
});

function checkContainer(container: Container, at: FieldPath, report: Report, context: PodSpecContext): void {
  containerRule(container, at, report, { ...context, container });
}

const runningRule: Rule<Container> = fields<Container>(runningRules);

export const containersRule: Rule<readonly Container[], PodSpecContext> = (containers = [], at, report, context) => {
  if (containers.length === 0) return report(FieldError.required(at));
  const names = new Set<string>();
  containers.forEach((container, index) => {
    const place = at.index(index);
    checkContainer(container, place, report, context);
    if (names.has(container.name)) report(FieldError.duplicate(place.child('name'), container.name));
    names.add(container.name);
    runningRule(container, place, report, undefined);
    if (container.restartPolicy !== undefined) {
      report(FieldError.forbidden(place.child('restartPolicy'), 'may not be set for non-init containers'));
    }
  });
  hostPortConflictsRule(containers, at, report, undefined);
};

/** Init containers end before the others start; nothing is told of their health. */
export const initContainersRule: Rule<readonly Container[], PodSpecContext> = given(
  (containers, at, report, context) => {
    const names = new Set(context.spec.containers.map(({ name }) => name));
    containers.forEach((container, index) => {
      const place = at.index(index);
      checkContainer(container, place, report, context);
      if (names.has(container.name)) report(FieldError.duplicate(place.child('name'), container.name));
      if (container.name) names.add(container.name);
      // Told at the first item's path: each is looked at as a list of its own.
      hostPortConflictsRule([container], at, report, undefined);
      for (const member of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
        if (container[member] === undefined) continue;
        const detail = 'may not be set for init containers without restartPolicy=Always';
        report(FieldError.forbidden(place.child(member), detail));
      }
    });
  },
);

/** What nobody should rely on in a container that is there for a look around, in the order of Go's struct. */
const FORBIDDEN_IN_EPHEMERAL = [
  'ports',
  'resources',
  'restartPolicy',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;
const NOT_FOR_EPHEMERAL = 'cannot be set for an Ephemeral Container';

export const ephemeralContainersRule: Rule<readonly EphemeralContainer[], PodSpecContext> = given(
  (containers, at, report, context) => {
    const { spec } = context;
    const others = new Set([...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name));
    const names = new Set(others);
    containers.forEach((container, index) => {
      const place = at.index(index);
      checkContainer(container, place, report, context);
      trimmedImageRule(container, place, report, undefined);
      if (names.has(container.name)) report(FieldError.duplicate(place.child('name'), container.name));
      names.add(container.name);
      const { targetContainerName } = container;
      if (targetContainerName && !others.has(targetContainerName)) {
        report(FieldError.notFound(place.child('targetContainerName'), targetContainerName));
      }
      ephemeralMembersFaults(container, place, report);
    });
  },
);

function ephemeralMembersFaults(container: EphemeralContainer, at: FieldPath, report: Report): void {
  for (const member of FORBIDDEN_IN_EPHEMERAL) {
    const value = container[member];
    if (value === undefined || (member === 'resources' && Object.keys(value).length === 0)) continue;
    report(FieldError.forbidden(at.child(member), NOT_FOR_EPHEMERAL));
  }
  (container.volumeMounts ?? []).forEach((mount, index) => {
    for (const member of ['subPath', 'subPathExpr'] as const) {
      if (!mount[member]) continue;
      report(FieldError.forbidden(at.child('volumeMounts').index(index).child(member), NOT_FOR_EPHEMERAL));
    }
  });
}

/** Of pods only; templates may have blanks around the image, as ever. */
export const trimmedImageRule: Rule<Container> = given(({ image = '' }, at, report) => {
  if (image.trim() === image) return;
  report(FieldError.invalid(at.child('image'), image, 'must not have leading or trailing whitespace'));
});
