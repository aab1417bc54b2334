/**
 * What the labels of a namespace ask of its pods: a level and a version each for refusing, auditing and warning.
 *
 * Upstream: staging/src/k8s.io/pod-security-admission/api/{constants,helpers}.go
 */
import { FieldError } from '../../../apimachinery/validation/field-error';
import { FieldPath } from '../../../apimachinery/validation/field-path';

const LEVELS = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof LEVELS)[number];

/** The minor version of a policy `v1.N`. */
export type PolicyVersion = number | 'latest';

export interface LevelVersion {
  readonly level: Level;
  readonly version: PolicyVersion;
}

export interface PodSecurityPolicy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

type Mode = keyof PodSecurityPolicy;

const PREFIX = 'pod-security.kubernetes.io/';
const AT = FieldPath.of('metadata', 'labels');
const VERSION = /^v1\.(0|[1-9]\d*)$/;
const DEFAULT: LevelVersion = { level: 'privileged', version: 'latest' };

export function formatLevelVersion({ level, version }: LevelVersion): string {
  return `${level}:${version === 'latest' ? version : `v1.${version}`}`;
}

/** Negative when the first is less strict. */
export function compareLevels(a: Level, b: Level): number {
  return LEVELS.indexOf(a) - LEVELS.indexOf(b);
}

function isLevel(text: string): text is Level {
  return (LEVELS as readonly string[]).includes(text);
}

/** The policy of a namespace. Labels that cannot be read are faults; the strictest policy counts then for refusing, none for the rest. */
export function policyOf(labels: Readonly<Record<string, string>> = {}): {
  readonly policy: PodSecurityPolicy;
  readonly faults: FieldError[];
} {
  const faults: FieldError[] = [];
  const fault = (label: string, detail: string): void => {
    faults.push(FieldError.invalid(AT.key(label), labels[label], detail));
  };
  const read = (mode: Mode): LevelVersion => {
    const levelLabel = `${PREFIX}${mode}`;
    const given = labels[levelLabel];
    let { level } = DEFAULT;
    if (given !== undefined && isLevel(given)) level = given;
    else if (given !== undefined) {
      fault(levelLabel, `must be one of ${LEVELS.join(', ')}`);
      if (mode === 'enforce') level = 'restricted';
    }
    return { level, version: readVersion(labels, `${levelLabel}-version`, fault) };
  };
  const [enforce, audit, warn] = [read('enforce'), read('audit'), read('warn')];
  return { policy: { enforce, audit, warn: warnOf(labels, enforce, warn) }, faults };
}

function readVersion(
  labels: Readonly<Record<string, string>>,
  label: string,
  fault: (label: string, detail: string) => void,
): PolicyVersion {
  const given = labels[label];
  if (given === undefined || given === 'latest') return 'latest';
  const match = VERSION.exec(given);
  if (match) return Number(match[1]);
  fault(label, 'must be "latest" or "v1.x"');
  return 'latest';
}

/** Whoever enforces something without saying what to warn of, warns of the same. */
function warnOf(labels: Readonly<Record<string, string>>, enforce: LevelVersion, warn: LevelVersion): LevelVersion {
  const enforced = labels[`${PREFIX}enforce`];
  if (labels[`${PREFIX}warn`] !== undefined || enforced === undefined || !isLevel(enforced)) return warn;
  if (compareLevels(enforce.level, warn.level) <= 0) return warn;
  const version = labels[`${PREFIX}warn-version`] === undefined ? enforce.version : warn.version;
  return { level: enforce.level, version };
}
