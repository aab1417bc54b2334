/**
 * Node: a machine that pods run on. Its status is taken as it comes, also with a new node.
 *
 * Upstream: pkg/registry/core/node/strategy.go, pkg/apis/core/v1/defaults.go (SetDefaults_NodeStatus), pkg/apis/core/v1/conversion.go
 */
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { completed, rewrite } from '../defaults';
import { kindStrategy } from './kind-strategy';
import { nodeChange, nodeRule } from './node/node-rules';
import type { Node, NodeSpec, NodeStatus } from '../../apimachinery/api/core-v1';
import { roundedResources } from './pod/resource-list-defaults';

export const nodes = kindStrategy<Node>({
  namespaced: false,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => rewrite(draft as Node, complete),
  prepareForCreate: withoutConfig,
  prepareForUpdate: withoutConfig,
  rule: nodeRule,
  changeRule: nodeChange,
  onUpdate: ['object', 'metadata', 'change'],
  status: { initial: 'asSent', keep: withoutConfig, validateUpdate: nodeChange },
  warnings: ({ spec }) =>
    spec?.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : [],
  selectableFields: ({ spec }) => ({ 'spec.unschedulable': String(spec?.unschedulable ?? false) }),
  selectableFieldNames: ['spec.unschedulable'],
});

function complete(node: Node): Node {
  return completed(completed(node, 'spec', withSettledPodCidrs), 'status', completeStatus);
}

/** `podCIDR` is the first of `podCIDRs`; where they differ, it is the one that counts. */
function withSettledPodCidrs(spec: NodeSpec): NodeSpec {
  const { podCIDR, podCIDRs = [] } = spec;
  if (podCIDR && podCIDRs[0] !== podCIDR) return { ...spec, podCIDRs: [podCIDR] };
  return !podCIDR && podCIDRs[0] ? { ...spec, podCIDR: podCIDRs[0] } : spec;
}

function completeStatus(status: NodeStatus): NodeStatus {
  const rounded = completed(completed(status, 'capacity', roundedResources), 'allocatable', roundedResources);
  return rounded.capacity && !rounded.allocatable ? { ...rounded, allocatable: rounded.capacity } : rounded;
}

/** Configuration by ConfigMap is gone from Kubernetes; its fields are dropped. */
function withoutConfig(node: Node): Node {
  const { configSource, ...spec } = node.spec ?? {};
  const { config, ...status } = node.status ?? {};
  return {
    ...node,
    ...(configSource === undefined ? {} : { spec }),
    ...(config === undefined ? {} : { status }),
  };
}
