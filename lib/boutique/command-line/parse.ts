/** Reads choices from arguments and environment variables; says everything that is wrong with them at once. */
import { type EnvironmentName, ENVIRONMENT_NAMES, type EnvironmentOptions } from '../environments/environment';
import { type PlatformName } from '../platforms/platform';
import { type ReleaseStrategy, type ReleaseStrategyName } from '../release-strategy';
import { RELEASABLE_SERVICE_NAMES, type ReleasableServiceName } from '../service-names';
import { type Choice, CHOICES, type Format, helpText, variableOf } from './choices';

/** What was chosen. */
export interface Chosen {
  /** Environments to write. */
  readonly environments: readonly EnvironmentName[];
  /** What was chosen about each. */
  readonly options: EnvironmentOptions;
  /** Form of the output. */
  readonly format: Format;
  /** Where to write. @default - by form */
  readonly outdir?: string;
  /** Whether only the help text is wanted. */
  readonly help: boolean;
}

type Values = ReadonlyMap<string, string>;

/** Arguments as flags and values: `--env prod`, `--env=prod`. */
function flagsOf(argv: readonly string[], wrong: string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    const [, flag = '', inline] = /^--([a-z-]+)(?:=(.*))?$/.exec(argument) ?? [];
    if (flag === 'help') given.set('help', 'on');
    else if (!CHOICES.some((choice) => choice.flag === flag)) {
      wrong.push(`unknown argument "${argument}"; there are ${CHOICES.map((choice) => `--${choice.flag}`).join(', ')}`);
    } else if (inline !== undefined) given.set(flag, inline);
    else if (argv[i + 1] === undefined || argv[i + 1]?.startsWith('--')) wrong.push(`--${flag} needs a value`);
    else given.set(flag, argv[++i] ?? '');
  }
  return given;
}

function checkValue({ flag, values, several }: Choice, value: string, source: string, wrong: string[]): void {
  const all = several ? value.split(',') : [value];
  for (const one of all) {
    if (values && !values.includes(one)) wrong.push(`${source} is "${one}"; valid are ${values.join(', ')}`);
    else if (one === '') wrong.push(`${source} is empty`);
  }
  if (['users', 'canary-replicas'].includes(flag) && !/^[1-9]\d*$/.test(value)) {
    wrong.push(`${source} is "${value}"; it takes a whole number above 0`);
  }
  if (flag === 'released-services') {
    const known: readonly string[] = RELEASABLE_SERVICE_NAMES;
    for (const one of all.flatMap((text) => text.split(','))) {
      if (!known.includes(one)) wrong.push(`${source} names "${one}"; there are ${known.join(', ')}`);
    }
  }
}

function valuesOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>, wrong: string[]): Values {
  const values = flagsOf(argv, wrong);
  for (const choice of CHOICES) {
    const variable = variableOf(choice.flag);
    const fromArgument = values.get(choice.flag);
    const value = fromArgument ?? env[variable];
    if (value === undefined) continue;
    values.set(choice.flag, value);
    checkValue(choice, value, fromArgument === undefined ? variable : `--${choice.flag}`, wrong);
  }
  return values;
}

/** Flags that mean something with one strategy only. */
const STRATEGY_OF: Readonly<Record<string, readonly ReleaseStrategyName[]>> = {
  'candidate-tag': ['canary', 'blueGreen'],
  'released-services': ['canary', 'blueGreen'],
  'canary-replicas': ['canary'],
  'active-colour': ['blueGreen'],
};

function releaseOf(values: Values, wrong: string[]): ReleaseStrategy | undefined {
  const strategy = values.get('strategy') as ReleaseStrategyName | undefined;
  for (const [flag, strategies] of Object.entries(STRATEGY_OF)) {
    if (values.has(flag) && !strategies.includes(strategy ?? 'rolling')) {
      wrong.push(`--${flag} needs --strategy ${strategies.join(' or ')}`);
    }
  }
  if (strategy === undefined) return undefined;
  const candidate = {
    candidateTag: values.get('candidate-tag'),
    services: values.get('released-services')?.split(',') as ReleasableServiceName[] | undefined,
  };
  if (strategy === 'blueGreen') {
    return { strategy, ...candidate, active: values.get('active-colour') as 'blue' | 'green' | undefined };
  }
  const replicas = values.get('canary-replicas');
  if (strategy === 'canary') {
    return { strategy, ...candidate, ...(replicas ? { split: { by: 'replicas', replicas: Number(replicas) } } : {}) };
  }
  return { strategy };
}

function loadGeneratorOf(values: Values): EnvironmentOptions['loadGenerator'] {
  if (values.get('load-generator') === 'off') return false;
  const users = values.get('users');
  return users === undefined ? undefined : { users: Number(users) };
}

function optionsOf(values: Values, wrong: string[]): EnvironmentOptions {
  const redis = values.get('redis');
  const secrets = values.get('secrets') as 'throwAway' | 'existing' | undefined;
  const branding = values.get('branding') as 'online-boutique' | 'cymbal' | undefined;
  const session = values.get('single-shared-session');
  return {
    platform: values.get('platform') as PlatformName | undefined,
    release: releaseOf(values, wrong),
    host: values.get('host'),
    images: {
      registry: values.get('registry'),
      mirror: values.get('mirror'),
      tag: values.get('tag'),
      tagSuffix: values.get('tag-suffix'),
    },
    baseUrl: values.get('base-url'),
    loadGenerator: loadGeneratorOf(values),
    secrets: secrets && { type: secrets },
    ...(redis ? { cartDatabase: { type: 'externalRedis', address: redis } } : {}),
    ...(values.get('load-balancer') === 'on' ? { expose: [{ type: 'loadBalancer' }] } : {}),
    shop: { frontend: { branding, ...(session ? { singleSharedSession: session === 'on' } : {}) } },
  };
}

/**
 * Reads what was chosen; an argument wins over a variable.
 * @throws Error that lists every mistake, with the valid values
 */
export function parseChoices(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Chosen {
  const wrong: string[] = [];
  const values = valuesOf(argv, env, wrong);
  const options = optionsOf(values, wrong);
  const chosen = values.get('env')?.split(',');
  const environments = ENVIRONMENT_NAMES.filter((name) => chosen?.includes(name) ?? true);
  if (values.has('host') && environments.length !== 1) wrong.push('--host needs exactly one environment in --env');
  if (wrong.length > 0 && !values.has('help')) throw new Error([...wrong, '', helpText()].join('\n'));
  return {
    environments,
    options,
    format: (values.get('format') ?? 'manifests') as Format,
    outdir: values.get('outdir'),
    help: values.has('help'),
  };
}
