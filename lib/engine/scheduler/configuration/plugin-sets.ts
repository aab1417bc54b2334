/**
 * Which plugins are asked at which point: the defaults with what a configuration turns on, off or weighs differently.
 *
 * Upstream: pkg/scheduler/apis/config/v1/default_plugins.go, framework/runtime/framework.go (expandMultiPointPlugins)
 */

export const EXTENSION_POINTS = [
  'preEnqueue',
  'queueSort',
  'preFilter',
  'filter',
  'postFilter',
  'preScore',
  'score',
  'reserve',
  'permit',
  'preBind',
  'bind',
  'postBind',
] as const;

export type ExtensionPoint = (typeof EXTENSION_POINTS)[number];

export interface EnabledPlugin {
  readonly name: string;
  /** 0: not given. */
  readonly weight: number;
}

export interface PluginSet {
  readonly enabled: readonly EnabledPlugin[];
  /** `*` turns all off that are not enabled by name. */
  readonly disabled: readonly string[];
}

/** At `multiPoint` a plugin is turned on or off at every point that it knows. */
export type PluginSets = Readonly<Partial<Record<ExtensionPoint | 'multiPoint', PluginSet>>>;

const EMPTY: PluginSet = { enabled: [], disabled: [] };

/** In the order in which they are asked. */
export const DEFAULT_PLUGINS: readonly EnabledPlugin[] = [
  { name: 'PrioritySort', weight: 0 },
  { name: 'NodeUnschedulable', weight: 0 },
  { name: 'NodeName', weight: 0 },
  { name: 'TaintToleration', weight: 3 },
  { name: 'NodeAffinity', weight: 2 },
  { name: 'NodePorts', weight: 0 },
  { name: 'NodeResourcesFit', weight: 1 },
  { name: 'VolumeRestrictions', weight: 0 },
  { name: 'EBSLimits', weight: 0 },
  { name: 'GCEPDLimits', weight: 0 },
  { name: 'NodeVolumeLimits', weight: 0 },
  { name: 'AzureDiskLimits', weight: 0 },
  { name: 'VolumeBinding', weight: 0 },
  { name: 'VolumeZone', weight: 0 },
  { name: 'PodTopologySpread', weight: 2 },
  { name: 'InterPodAffinity', weight: 2 },
  { name: 'DefaultPreemption', weight: 0 },
  { name: 'NodeResourcesBalancedAllocation', weight: 1 },
  { name: 'ImageLocality', weight: 1 },
  { name: 'DefaultBinder', weight: 0 },
  { name: 'SchedulingGates', weight: 0 },
];

/** All plugins that take part somewhere, those that are enabled everywhere first. */
export function pluginsIn(sets: PluginSets): readonly string[] {
  const all = [multiPoint(sets), ...EXTENSION_POINTS.flatMap((point) => sets[point]?.enabled ?? [])].flat();
  return [...new Set(all.map(({ name }) => name))];
}

/** The defaults, less what is disabled; what is enabled keeps its place there, or comes last. */
function multiPoint({ multiPoint: custom = EMPTY }: PluginSets): readonly EnabledPlugin[] {
  const given = new Map(custom.enabled.map((plugin) => [plugin.name, plugin]));
  const defaults = custom.disabled.includes('*')
    ? []
    : DEFAULT_PLUGINS.filter(({ name }) => !custom.disabled.includes(name));
  const kept = defaults.map((plugin) => given.get(plugin.name) ?? plugin);
  const names = new Set(kept.map(({ name }) => name));
  return [...kept, ...custom.enabled.filter(({ name }) => !names.has(name))];
}

/** Names of the plugins that are asked at a point, in order. */
export function pluginsAt(
  sets: PluginSets,
  point: ExtensionPoint,
  knows: (plugin: string, point: ExtensionPoint) => boolean,
): readonly string[] {
  const { enabled, disabled } = sets[point] ?? EMPTY;
  const named = enabled.map(({ name }) => name);
  if (disabled.includes('*')) return named;
  const everywhere = multiPoint(sets)
    .map(({ name }) => name)
    .filter((name) => knows(name, point) && !disabled.includes(name));
  // What is named for the point comes before the rest if it is a default, and after it otherwise.
  return [
    ...named.filter((name) => everywhere.includes(name)),
    ...everywhere.filter((name) => !named.includes(name)),
    ...named.filter((name) => !everywhere.includes(name)),
  ];
}

/** What the points of a plugin count: as said for scores, else as said everywhere, else once. */
export function weightOf(sets: PluginSets, plugin: string): number {
  const own = sets.score?.enabled.find(({ name }) => name === plugin);
  return (own ?? multiPoint(sets).find(({ name }) => name === plugin))?.weight || 1;
}
