/**
 * Validation of Nodes.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateNode, ValidateNodeUpdate)
 */
import { IpRange } from '../../../apimachinery/ip-address';
import { Quantity } from '../../../apimachinery/quantity';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { goSlice, goStruct } from '../../../apimachinery/validation/go-value';
import type { ChangeRule } from '../kind-strategy';
import { given, type Check, type Report, type Rule } from '../../validation/rules';
import type { ResourceList } from '../pod/pod-types';
import { resourceAmountRule } from '../pod/resource-rules';
import { nodeAnnotationsRule } from './node-annotations-rule';
import type { Node } from '../../../apimachinery/api/core-v1';
import { taintsRule } from './taints-rule';

function resourcesFaults({ status = {} }: Node, at: FieldPath, report: Report): void {
  for (const member of ['capacity', 'allocatable'] as const) {
    const list: ResourceList = status[member] ?? {};
    for (const name of Object.keys(list).sort()) {
      const place = at.child('status', member, name);
      resourceAmountRule(name)(Quantity.parse(list[name]!), place, report, undefined);
    }
  }
}

/** One range of each family. */
const podCidrsRule: Rule<readonly string[]> = given((ranges, at, report) => {
  const shown = goSlice('string', ranges);
  const families = ranges.map((text) => IpRange.parse(text)?.family);
  families.forEach((family, index) => {
    if (family === undefined) report(FieldError.invalid(at.index(index), shown, 'must be valid CIDR'));
  });
  if (ranges.length < 2) return;
  const odd = families.findIndex((family) => family === undefined);
  if (odd >= 0) {
    const why = `invalid CIDR[${odd}]: <nil> (invalid CIDR address: ${ranges[odd]})`;
    report(FieldError.internalError(at, `invalid PodCIDRs. failed to check with dual stack with error:${why}`));
  }
  if (odd >= 0 || ranges.length > 2 || !families.includes(4) || !families.includes(6)) {
    report(FieldError.invalid(at, shown, 'may specify no more than one CIDR for each IP family'));
  }
  ranges.forEach((range, index) => {
    if (ranges.indexOf(range) < index) report(FieldError.duplicate(at.index(index), range));
  });
});

/** Taints are told as if they were metadata: so upstream does. */
const taintsAndAnnotations: Check<Node> = ({ metadata, spec = {} }, at, report, context) => {
  nodeAnnotationsRule(metadata.annotations, at.child('metadata', 'annotations'), report, context);
  taintsRule(spec.taints, at.child('metadata', 'taints'), report, context);
};

export const nodeRule: Rule<Node> = given((node, at, report, context) => {
  taintsAndAnnotations(node, at, report, context);
  resourcesFaults(node, at, report);
  podCidrsRule(node.spec?.podCIDRs, at.child('spec', 'podCIDRs'), report, context);
});

function podCidrsChange(
  ranges: readonly string[] = [],
  before: readonly string[] = [],
  at: FieldPath,
  report: Report,
): void {
  if (before.length === 0) return;
  const detail = 'node updates may not change podCIDR except from "" to valid';
  if (ranges.length !== before.length) return report(FieldError.forbidden(at, detail));
  ranges.forEach((range, index) => {
    if (range !== before[index]) report(FieldError.forbidden(at, detail));
  });
}

const addressesRule: Check<Node> = ({ status }, at, report) => {
  const seen = new Set<string>();
  status?.addresses?.forEach(({ type = '', address = '' }, index) => {
    const key = JSON.stringify([type, address]);
    const place = at.child('status', 'addresses').index(index);
    const shown = goStruct('core.NodeAddress', { Type: type, Address: address });
    if (seen.has(key)) report(FieldError.duplicate(place, shown));
    seen.add(key);
  });
};

/** A change of the node, or of its status. */
export const nodeChange: ChangeRule<Node> = (node, { spec: old = {} }, at, report, context) => {
  const { metadata, spec = {} } = node;
  const place = at.child('spec');
  nodeAnnotationsRule(metadata.annotations, at.child('metadata', 'annotations'), report, context);
  resourcesFaults(node, at, report);
  addressesRule(node, at, report, context);
  podCidrsChange(spec.podCIDRs, old.podCIDRs, place.child('podCIDRs'), report);
  if (old.providerID && spec.providerID !== old.providerID) {
    const detail = 'node updates may not change providerID except from "" to valid';
    report(FieldError.forbidden(place.child('providerID'), detail));
  }
  taintsRule(spec.taints, at.child('metadata', 'taints'), report, context);
  if ((spec.externalID ?? '') !== (old.externalID ?? '')) {
    report(FieldError.forbidden(place.child('externalID'), 'may not be updated'));
  }
};
