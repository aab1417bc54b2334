/** Choices on the command line, each also an environment variable: what there is, and what values it takes. */
import { ENVIRONMENT_NAMES } from '../environments/environment';
import { PLATFORM_NAMES } from '../platforms/platform';
import { RELEASE_STRATEGY_NAMES } from '../release-strategy';

/** A choice. */
export interface Choice {
  /** Name of the flag, without dashes. */
  readonly flag: string;
  /** What it takes, for the help text. */
  readonly takes: string;
  /** What it does. */
  readonly does: string;
  /** The values there are, where they can be listed. */
  readonly values?: readonly string[];
  /** Whether several values, with commas between them, are fine. */
  readonly several?: boolean;
}

/** Forms in which a shop can be written. */
export const FORMATS = ['manifests', 'one-file', 'helm', 'compose'] as const;

/** A form in which a shop can be written. */
export type Format = (typeof FORMATS)[number];

const switches = ['on', 'off'] as const;

/** Every choice, in the order in which help lists them. */
export const CHOICES: readonly Choice[] = [
  {
    flag: 'env',
    takes: 'NAME[,NAME]',
    does: 'environments to write; all where nothing is said',
    values: ENVIRONMENT_NAMES,
    several: true,
  },
  { flag: 'platform', takes: 'NAME', does: 'where the shop runs', values: PLATFORM_NAMES },
  { flag: 'strategy', takes: 'NAME', does: 'how new versions reach users', values: RELEASE_STRATEGY_NAMES },
  { flag: 'candidate-tag', takes: 'TAG', does: 'image tag of the candidate of a canary or blue-green release' },
  {
    flag: 'released-services',
    takes: 'NAME[,NAME]',
    does: 'services released that way; frontend where nothing is said',
  },
  { flag: 'canary-replicas', takes: 'NUMBER', does: 'pods of the canary' },
  { flag: 'active-colour', takes: 'NAME', does: 'colour that users reach', values: ['blue', 'green'] },
  { flag: 'host', takes: 'NAME', does: 'host name of the Ingress; needs one --env' },
  { flag: 'registry', takes: 'PATH', does: 'registry of the shop’s own images' },
  { flag: 'mirror', takes: 'PATH', does: 'mirror of Docker Hub for redis, busybox and the collector' },
  { flag: 'tag', takes: 'TAG', does: 'tag of the shop’s own images' },
  { flag: 'tag-suffix', takes: 'TEXT', does: 'appended to that tag' },
  { flag: 'base-url', takes: 'PATH', does: 'path under which the shop lives' },
  { flag: 'branding', takes: 'NAME', does: 'name and colours of the shop', values: ['online-boutique', 'cymbal'] },
  { flag: 'single-shared-session', takes: 'on|off', does: 'one session for all visitors', values: switches },
  { flag: 'load-generator', takes: 'on|off', does: 'simulated visitors', values: switches },
  { flag: 'users', takes: 'NUMBER', does: 'how many simulated visitors' },
  { flag: 'load-balancer', takes: 'on|off', does: 'a public address beside the Ingress', values: switches },
  { flag: 'redis', takes: 'HOST:PORT', does: 'redis outside the cluster instead of inside' },
  {
    flag: 'secrets',
    takes: 'KIND',
    does: 'where passwords and certificates come from',
    values: ['throwAway', 'existing'],
  },
  { flag: 'format', takes: 'NAME', does: 'form of the output', values: FORMATS },
  { flag: 'outdir', takes: 'FOLDER', does: 'where to write; dist for manifests, build/<format> otherwise' },
];

/** The environment variable of a flag: `candidate-tag` is BOUTIQUE_CANDIDATE_TAG. */
export const variableOf = (flag: string): string => `BOUTIQUE_${flag.toUpperCase().replaceAll('-', '_')}`;

/** What `--help` prints. */
export function helpText(): string {
  const lines = CHOICES.map(({ flag, takes, does, values }) => {
    const listed = values ? `: ${values.join(', ')}` : '';
    return `  ${`--${flag} ${takes}`.padEnd(34)} ${does}${listed}`;
  });
  const intro =
    'Writes Online Boutique. Every choice is a flag or a variable (--tag, BOUTIQUE_TAG); TypeScript knows more of them.';
  return [intro, '', ...lines].join('\n');
}
