/**
 * Where a container mounts the pod's volumes, and which it uses as raw devices.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateVolumeMounts, ValidateVolumeDevices)
 */
import type { VolumeDevice, VolumeMount } from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { descendingPathRule } from '../../validation/path-rules';
import { given, type Report, type Rule } from '../../validation/rules';
import type { ContainerContext } from './pod-context';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const PRIVILEGED_ONLY = 'Bidirectional mount propagation is available only to privileged containers';

/** Upstream tells of sub-paths and propagation without the mount's index. */
export const volumeMountsRule: Rule<readonly VolumeMount[], ContainerContext> = given((mounts, at, report, context) => {
  const devices = context.container.volumeDevices ?? [];
  const paths = new Set<string>();
  mounts.forEach((mount, index) => {
    const { name = '', mountPath = '' } = mount;
    const place = at.index(index);
    if (name === '') report(FieldError.required(place.child('name')));
    if (!context.volumes.has(name)) report(FieldError.notFound(place.child('name'), name));
    if (mountPath === '') report(FieldError.required(place.child('mountPath')));
    if (paths.has(mountPath)) report(FieldError.invalid(place.child('mountPath'), mountPath, 'must be unique'));
    paths.add(mountPath);
    if (devices.some((device) => device.name === name)) {
      report(FieldError.invalid(place.child('name'), name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => device.devicePath === mountPath)) {
      const detail = 'must not already exist as a path in volumeDevices';
      report(FieldError.invalid(place.child('mountPath'), mountPath, detail));
    }
    subPathFaults(mount, at, place, report);
    propagationFaults(mount, at.child('mountPropagation'), report, context);
  });
});

function subPathFaults({ subPath, subPathExpr }: VolumeMount, list: FieldPath, at: FieldPath, report: Report): void {
  if (subPath) descendingPathRule(subPath, list.child('subPath'), report, undefined);
  if (!subPathExpr) return;
  if (subPath) {
    const detail = 'subPathExpr and subPath are mutually exclusive';
    report(FieldError.invalid(at.child('subPathExpr'), subPathExpr, detail));
  }
  descendingPathRule(subPathExpr, list.child('subPathExpr'), report, undefined);
}

function propagationFaults(
  { mountPropagation: mode }: VolumeMount,
  at: FieldPath,
  report: Report,
  { container }: ContainerContext,
): void {
  if (mode === undefined) return;
  if (!PROPAGATIONS.includes(mode)) report(FieldError.notSupported(at, mode, PROPAGATIONS));
  if (mode === 'Bidirectional' && !container.securityContext?.privileged) {
    report(FieldError.forbidden(at, PRIVILEGED_ONLY));
  }
}

export const volumeDevicesRule: Rule<readonly VolumeDevice[], ContainerContext> = given(
  (devices, at, report, context) => {
    const names = new Set<string>();
    const paths = new Set<string>();
    devices.forEach((device, index) => {
      const place = at.index(index);
      deviceNameFaults(device.name ?? '', names, place.child('name'), report, context);
      devicePathFaults(device.devicePath ?? '', paths, place.child('devicePath'), report);
      overlapFaults(device, place, report, context);
      if (device.name) names.add(device.name);
    });
  },
);

function deviceNameFaults(
  name: string,
  taken: ReadonlySet<string>,
  at: FieldPath,
  report: Report,
  { volumes }: ContainerContext,
): void {
  if (name === '') report(FieldError.required(at));
  if (taken.has(name)) report(FieldError.invalid(at, name, 'must be unique'));
  const volume = volumes.get(name);
  if (!volume) report(FieldError.notFound(at, name));
  else if (!volume.persistentVolumeClaim && !volume.ephemeral) {
    const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
    report(FieldError.invalid(at, name, detail));
  }
}

function devicePathFaults(path: string, taken: Set<string>, at: FieldPath, report: Report): void {
  if (path === '') report(FieldError.required(at));
  if (taken.has(path)) report(FieldError.invalid(at, path, 'must be unique'));
  if (path.split('/').includes('..')) report(FieldError.invalid(at, path, "can not contain backsteps ('..')"));
  else taken.add(path);
}

function overlapFaults(
  { name = '', devicePath = '' }: Partial<VolumeDevice>,
  at: FieldPath,
  report: Report,
  { container }: ContainerContext,
): void {
  const mounts = container.volumeMounts ?? [];
  if (mounts.some((mount) => mount.name === name)) {
    report(FieldError.invalid(at.child('name'), name, 'must not already exist in volumeMounts'));
  }
  if (mounts.some((mount) => mount.mountPath === devicePath)) {
    const detail = 'must not already exist as a path in volumeMounts';
    report(FieldError.invalid(at.child('devicePath'), devicePath, detail));
  }
}
