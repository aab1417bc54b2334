/**
 * CSINode: the storage drivers of a node.
 *
 * Upstream: pkg/registry/storage/csinode/strategy.go, pkg/apis/storage/validation/validation.go (ValidateCSINode)
 */
import type { CSINode, CSINodeDriver, VolumeNodeResources } from '../../apimachinery/api/storage-v1';
import { byteLength } from '../../apimachinery/go-text';
import type { JsonValue } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { goPointer, goSlice, goStruct } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain, qualifiedNameFaults } from '../../apimachinery/validation/names';
import { fields, given, nonNegative, type Check, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { csiDriverNameRule } from './pod/volume-source-rules';

const MAX_NODE_ID_BYTES = 256;

const driverMembers = fields<CSINodeDriver>({
  name: csiDriverNameRule,
  nodeID: (id = '', at, report) => {
    if (id === '') report(FieldError.required(at));
    if (byteLength(id) <= MAX_NODE_ID_BYTES) return;
    report(FieldError.invalid(at, id, `must be ${MAX_NODE_ID_BYTES} characters or less`));
  },
  allocatable: fields<VolumeNodeResources>({ count: nonNegative }),
});

/** All told at the driver. */
const topologyKeysRule: Check<CSINodeDriver> = ({ topologyKeys }, at, report) => {
  const seen = new Set<string>();
  for (const key of topologyKeys ?? []) {
    if (key === '') report(FieldError.required(at));
    if (seen.has(key)) report(FieldError.duplicate(at, key));
    seen.add(key);
    for (const fault of qualifiedNameFaults(key)) report(FieldError.invalid(at, key, fault));
  }
};

const driversRule: Rule<readonly CSINodeDriver[]> = given((drivers, at, report, context) => {
  const seen = new Set<string>();
  drivers.forEach((driver, index) => {
    const { name = '' } = driver;
    const place = at.index(index);
    driverMembers(driver, place, report, context);
    if (seen.has(name)) report(FieldError.duplicate(place.child('name'), name));
    seen.add(name);
    topologyKeysRule(driver, place, report, context);
  });
});

export const csiNodes = kindStrategy<CSINode>({
  namespaced: false,
  name: nameIsDnsSubdomain,
  rule: given(({ spec }, at, report, context) =>
    driversRule(spec?.drivers ?? [], at.child('spec', 'drivers'), report, context),
  ),
  changeRule: ({ spec }, { spec: old }, at, report) => {
    for (const before of old?.drivers ?? []) {
      for (const driver of spec?.drivers ?? []) {
        if (driver.name !== before.name || sameJson(driver as JsonValue, before as JsonValue)) continue;
        report(FieldError.invalid(at.child('CSINodeDriver'), shown(driver), 'field is immutable'));
      }
    }
  },
  onUpdate: ['object', 'object', 'change'],
  allowUnconditionalUpdate: false,
  answersDeletedObject: true,
});

function shown({ name, nodeID, topologyKeys, allocatable }: CSINodeDriver): ReturnType<typeof goStruct> {
  return goStruct('storage.CSINodeDriver', {
    Name: name ?? '',
    NodeID: nodeID ?? '',
    TopologyKeys: goSlice('string', topologyKeys),
    Allocatable: goPointer('storage.VolumeNodeResources', allocatable !== undefined),
  });
}
