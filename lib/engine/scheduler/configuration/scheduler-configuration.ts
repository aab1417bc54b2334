/**
 * A KubeSchedulerConfiguration of group `kubescheduler.config.k8s.io/v1`: the profiles of a scheduler, and how it waits and searches.
 *
 * Upstream: staging/src/k8s.io/kube-scheduler/config/v1/types.go, pkg/scheduler/apis/config/validation/validation.go
 * Differs: extenders are refused; how the process talks, elects and measures is read over.
 */
import { ConfigurationFields, SchedulerConfigurationError } from './configuration-fields';
import { DEFAULT_ARGUMENTS, readPluginArguments, type PluginArguments } from './plugin-arguments';
import { EXTENSION_POINTS, type EnabledPlugin, type PluginSet, type PluginSets } from './plugin-sets';

export interface ProfileConfiguration {
  readonly schedulerName: string;
  /** 0 leaves it to the cluster's size. */
  readonly percentageOfNodesToScore: number;
  readonly plugins: PluginSets;
  readonly arguments: PluginArguments;
}

/** How a scheduler works, as {@link readSchedulerConfiguration} reads it. */
export interface SchedulerConfiguration {
  /** Each looks after the pods that name it as their scheduler. */
  readonly profiles: readonly ProfileConfiguration[];
  /** How long a pod waits after its first attempt, in milliseconds; doubled with each further one. */
  readonly podInitialBackoffMs: number;
  /** How long it waits at most, in milliseconds. */
  readonly podMaxBackoffMs: number;
}

const API_VERSION = 'kubescheduler.config.k8s.io/v1';
const DEFAULT_NAME = 'default-scheduler';
const MAX_INT32 = 2 ** 31 - 1;

export const DEFAULT_SCHEDULER_CONFIGURATION: SchedulerConfiguration = {
  profiles: [{ schedulerName: DEFAULT_NAME, percentageOfNodesToScore: 0, plugins: {}, arguments: DEFAULT_ARGUMENTS }],
  podInitialBackoffMs: 1_000,
  podMaxBackoffMs: 10_000,
};

/**
 * Reads a KubeSchedulerConfiguration of `kubescheduler.config.k8s.io/v1`, as strictly as kube-scheduler does.
 * @param value what a configuration file says, read from YAML or JSON
 * @throws SchedulerConfigurationError
 */
export function readSchedulerConfiguration(value: unknown): SchedulerConfiguration {
  const fields = new ConfigurationFields(value, '');
  if (fields.text('apiVersion') !== API_VERSION) fields.fail('apiVersion', `${API_VERSION} is needed`);
  if (fields.text('kind') !== 'KubeSchedulerConfiguration') fields.fail('kind', 'KubeSchedulerConfiguration is needed');
  if (fields.list('extenders')?.length) fields.fail('extenders', 'there are no extenders here');
  fields.ignore('parallelism', 'leaderElection', 'clientConnection', 'enableProfiling', 'enableContentionProfiling');
  fields.ignore('delayCacheUntilActive');
  const percentage = fields.count('percentageOfNodesToScore', 0, 100) ?? 0;
  const initialSeconds = fields.count('podInitialBackoffSeconds', 1, MAX_INT32) ?? 1;
  const maxSeconds = fields.count('podMaxBackoffSeconds', 1, MAX_INT32) ?? 10;
  if (maxSeconds < initialSeconds) {
    fields.fail('podMaxBackoffSeconds', 'must be greater than or equal to PodInitialBackoffSeconds');
  }
  const given = fields.objects('profiles');
  const profiles = given.map((profile) => readProfile(profile, given.length === 1, percentage));
  fields.end();
  const names = profiles.map(({ schedulerName }) => schedulerName);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) throw new SchedulerConfigurationError(`profiles[${twice}].schedulerName: Duplicate value`);
  return {
    profiles:
      profiles.length > 0
        ? profiles
        : [{ ...DEFAULT_SCHEDULER_CONFIGURATION.profiles[0]!, percentageOfNodesToScore: percentage }],
    podInitialBackoffMs: initialSeconds * 1_000,
    podMaxBackoffMs: maxSeconds * 1_000,
  };
}

/** Only a profile that is alone need not say its name. */
function readProfile(fields: ConfigurationFields, alone: boolean, percentage: number): ProfileConfiguration {
  const schedulerName = fields.text('schedulerName') ?? (alone ? DEFAULT_NAME : '');
  if (schedulerName === '') fields.fail('schedulerName', 'Required value');
  const own = fields.count('percentageOfNodesToScore', 0, 100);
  const plugins = readPluginSets(fields.object('plugins'));
  const told = new Set<string>();
  let given: PluginArguments = DEFAULT_ARGUMENTS;
  for (const config of fields.objects('pluginConfig')) {
    const name = config.text('name') ?? config.fail('name', 'Required value');
    if (told.has(name)) config.fail('name', `Duplicate value: "${name}"`);
    told.add(name);
    const read = config.object('args');
    if (read) given = { ...given, ...readPluginArguments(name, read) };
    config.end();
  }
  fields.end();
  return { schedulerName, percentageOfNodesToScore: own ?? percentage, plugins, arguments: given };
}

function readPluginSets(fields: ConfigurationFields | undefined): PluginSets {
  if (!fields) return {};
  const sets = Object.fromEntries(
    [...EXTENSION_POINTS, 'multiPoint'].flatMap((point) => {
      const set = fields.object(point);
      return set ? [[point, readPluginSet(set)] as const] : [];
    }),
  );
  fields.end();
  return sets;
}

function readPluginSet(fields: ConfigurationFields): PluginSet {
  const read = (list: string): readonly EnabledPlugin[] =>
    fields.objects(list).map((plugin) => {
      const name = plugin.text('name') ?? plugin.fail('name', 'Required value');
      const weight = plugin.count('weight', 0, MAX_INT32) ?? 0;
      plugin.end();
      return { name, weight };
    });
  const set = { enabled: read('enabled'), disabled: read('disabled').map(({ name }) => name) };
  fields.end();
  return set;
}
