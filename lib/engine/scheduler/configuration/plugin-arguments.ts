/**
 * What plugins can be told, with their defaults.
 *
 * Upstream: staging/src/k8s.io/kube-scheduler/config/v1/types_pluginargs.go, pkg/scheduler/apis/config/v1/defaults.go,
 * apis/config/validation/validation_pluginargs.go
 */
import type { NodeAffinity, TopologySpreadConstraint } from '../../apimachinery/api/core-v1';
import type { ConfigurationFields } from './configuration-fields';

export interface ResourceWeight {
  readonly name: string;
  readonly weight: number;
}

/** So much score, 0 to 10, at so much use, in percent. */
export interface ShapePoint {
  readonly utilization: number;
  readonly score: number;
}

export interface ScoringStrategy {
  readonly type: 'LeastAllocated' | 'MostAllocated' | 'RequestedToCapacityRatio';
  readonly resources: readonly ResourceWeight[];
  /** Of RequestedToCapacityRatio. */
  readonly shape: readonly ShapePoint[];
}

export interface PluginArguments {
  readonly hardPodAffinityWeight: number;
  readonly ignorePreferredTermsOfExistingPods: boolean;
  readonly addedAffinity?: NodeAffinity;
  readonly balancedResources: readonly ResourceWeight[];
  readonly ignoredResources: readonly string[];
  readonly ignoredResourceGroups: readonly string[];
  readonly scoringStrategy: ScoringStrategy;
  /** For pods that say nothing themselves; undefined: the system's own. */
  readonly defaultConstraints?: readonly TopologySpreadConstraint[];
  readonly bindTimeoutMs: number;
}

const CPU_AND_MEMORY: readonly ResourceWeight[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

export const DEFAULT_ARGUMENTS: PluginArguments = {
  hardPodAffinityWeight: 1,
  ignorePreferredTermsOfExistingPods: false,
  balancedResources: CPU_AND_MEMORY,
  ignoredResources: [],
  ignoredResourceGroups: [],
  scoringStrategy: { type: 'LeastAllocated', resources: CPU_AND_MEMORY, shape: [] },
  bindTimeoutMs: 600_000,
};

type Reader = (fields: ConfigurationFields) => Partial<PluginArguments>;

const READERS: Readonly<Record<string, Reader>> = {
  DefaultPreemption: (fields) => {
    // All candidates are looked at.
    fields.ignore('minCandidateNodesPercentage', 'minCandidateNodesAbsolute');
    return {};
  },
  InterPodAffinity: (fields) => ({
    hardPodAffinityWeight: fields.count('hardPodAffinityWeight', 0, 100) ?? 1,
    ignorePreferredTermsOfExistingPods: fields.flag('ignorePreferredTermsOfExistingPods') ?? false,
  }),
  NodeAffinity: (fields) => ({ addedAffinity: fields.value('addedAffinity') as NodeAffinity | undefined }),
  NodeResourcesBalancedAllocation: (fields) => ({ balancedResources: resourcesOf(fields, 1) }),
  NodeResourcesFit: (fields) => {
    const strategy = fields.object('scoringStrategy');
    return {
      ignoredResources: fields.texts('ignoredResources') ?? [],
      ignoredResourceGroups: fields.texts('ignoredResourceGroups') ?? [],
      ...(strategy ? { scoringStrategy: strategyOf(strategy) } : {}),
    };
  },
  PodTopologySpread: (fields) => {
    const type = fields.text('defaultingType') || 'System';
    const constraints = fields.list('defaultConstraints') as readonly TopologySpreadConstraint[] | undefined;
    if (type !== 'System' && type !== 'List') fields.fail('defaultingType', 'System or List is needed');
    if (type === 'System' && constraints?.length) {
      fields.fail('defaultingType', 'when .defaultConstraints are specified, should be "List"');
    }
    if (constraints?.some(({ labelSelector }) => labelSelector)) {
      fields.fail('defaultConstraints', 'constraint must not define a selector, as they deduced for each pod');
    }
    return { defaultConstraints: type === 'List' ? (constraints ?? []) : undefined };
  },
  VolumeBinding: (fields) => ({
    bindTimeoutMs: (fields.count('bindTimeoutSeconds', 0, Number.MAX_SAFE_INTEGER) ?? 600) * 1_000,
  }),
};

/** @throws SchedulerConfigurationError */
export function readPluginArguments(plugin: string, fields: ConfigurationFields): Partial<PluginArguments> {
  const kind = fields.text('kind');
  fields.ignore('apiVersion');
  if (kind !== undefined && kind !== `${plugin}Args`) fields.fail('kind', `${plugin}Args is needed, got "${kind}"`);
  const read = READERS[plugin]?.(fields) ?? {};
  fields.end();
  return read;
}

function resourcesOf(fields: ConfigurationFields, mostWeight: number): readonly ResourceWeight[] {
  const resources = fields.objects('resources').map((resource): ResourceWeight => {
    const name = resource.text('name') ?? resource.fail('name', 'Required value');
    const weight = resource.count('weight', 0, mostWeight) || 1;
    resource.end();
    return { name, weight };
  });
  return resources.length > 0 ? resources : CPU_AND_MEMORY;
}

function strategyOf(fields: ConfigurationFields): ScoringStrategy {
  const type = fields.text('type') ?? 'LeastAllocated';
  const resources = resourcesOf(fields, 100);
  const ratio = fields.object('requestedToCapacityRatio');
  const shape = ratio?.objects('shape').map((point): ShapePoint => {
    const utilization = point.count('utilization', 0, 100) ?? 0;
    const score = point.count('score', 0, 10) ?? 0;
    point.end();
    return { utilization, score };
  });
  ratio?.end();
  fields.end();
  switch (type) {
    case 'LeastAllocated':
    case 'MostAllocated':
      return { type, resources, shape: [] };
    case 'RequestedToCapacityRatio': {
      const points = shape ?? [];
      const rises = points.every(
        ({ utilization }, index) => index === 0 || utilization > points[index - 1]!.utilization,
      );
      if (points.length === 0) fields.fail('requestedToCapacityRatio.shape', 'at least one point must be specified');
      if (!rises)
        fields.fail('requestedToCapacityRatio.shape', 'utilization values must be sorted in increasing order');
      return { type, resources, shape: points };
    }
    default:
      return fields.fail('type', `LeastAllocated, MostAllocated or RequestedToCapacityRatio is needed, got "${type}"`);
  }
}
