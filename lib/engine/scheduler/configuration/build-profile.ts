/**
 * Makes the plugins of a profile and puts them where its configuration wants them.
 *
 * Upstream: pkg/scheduler/framework/runtime/framework.go (NewFramework)
 * Differs: `preScore` belongs to `score`; there is nothing at `permit` and `postBind`.
 */
import type { Plugin } from '../framework';
import { PLUGINS, type Surroundings } from '../plugins';
import type { Profile } from '../profile';
import { SchedulerConfigurationError } from './configuration-fields';
import { EXTENSION_POINTS, pluginsAt, pluginsIn, weightOf, type ExtensionPoint } from './plugin-sets';
import type { ProfileConfiguration } from './scheduler-configuration';

/** Plugins that are part of the scheduler itself. */
const BUILT_IN: Readonly<Record<string, ExtensionPoint>> = {
  PrioritySort: 'queueSort',
  DefaultPreemption: 'postFilter',
  DefaultBinder: 'bind',
};

/** @throws SchedulerConfigurationError for plugins that do not exist, or are asked for what they do not do */
export function buildProfile(configuration: ProfileConfiguration, around: Surroundings): Profile {
  const { schedulerName, plugins: sets, percentageOfNodesToScore } = configuration;
  const made = new Map<string, Plugin>();
  for (const name of pluginsIn(sets)) {
    const make = PLUGINS[name];
    if (make) made.set(name, make(around, configuration.arguments));
    else if (!BUILT_IN[name]) throw new SchedulerConfigurationError(`plugin "${name}" does not exist`);
  }
  const knows = (name: string, point: ExtensionPoint): boolean =>
    BUILT_IN[name] === point || hasPoint(made.get(name), point);
  for (const point of EXTENSION_POINTS) {
    const lost = pluginsAt(sets, point, knows).find((name) => !knows(name, point));
    if (lost !== undefined) throw new SchedulerConfigurationError(`plugin "${lost}" does not extend ${point}`);
  }
  const at = (point: ExtensionPoint): Plugin[] => pluginsAt(sets, point, knows).flatMap((name) => made.get(name) ?? []);
  const sorts = pluginsAt(sets, 'queueSort', knows).length;
  if (sorts !== 1) {
    const needed = `only one queue sort plugin required for profile with scheduler name "${schedulerName}"`;
    throw new SchedulerConfigurationError(`${needed}, but got ${sorts}`);
  }
  if (pluginsAt(sets, 'bind', knows).length === 0) {
    const needed = 'at least one bind plugin is needed for profile with scheduler name';
    throw new SchedulerConfigurationError(`${needed} "${schedulerName}"`);
  }
  return {
    schedulerName,
    preEnqueue: at('preEnqueue'),
    preFilter: at('preFilter'),
    filter: at('filter'),
    score: at('score').map((plugin) => ({ plugin, weight: weightOf(sets, plugin.name) })),
    reserve: at('reserve'),
    preBind: at('preBind'),
    preempts: pluginsAt(sets, 'postFilter', knows).includes('DefaultPreemption'),
    percentageOfNodesToScore,
  };
}

function hasPoint(plugin: Plugin | undefined, point: ExtensionPoint): boolean {
  switch (point) {
    case 'preEnqueue':
    case 'preFilter':
    case 'filter':
    case 'score':
    case 'reserve':
    case 'preBind':
      return plugin?.[point] !== undefined;
    case 'preScore':
      return plugin?.score?.prepare !== undefined;
    default:
      return false;
  }
}
