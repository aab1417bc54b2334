/** Recorded conversations as files hold them: cases made of steps, and beside them what a real v1.28.15 answered. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

interface Save {
  /** Values kept for `{name}` in later steps, by path in the answer. */
  readonly save?: Readonly<Record<string, string>>;
}

export interface RequestStep extends Save {
  /** `METHOD /path?query` */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly pick?: readonly string[];
  readonly quiet?: boolean;
  readonly warnings?: boolean;
}

export interface WaitStep extends Save {
  readonly wait: string;
  readonly at?: string;
  readonly is?: Json;
  readonly count?: number;
  readonly absent?: boolean;
  readonly includes?: string;
  readonly seconds?: number;
}

export interface WatchStep {
  readonly watch: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly during?: readonly Step[];
  readonly seconds?: number;
}

export interface TrackStep {
  readonly track: string;
  readonly path: string;
  readonly project: readonly string[];
}

export interface KubectlStep {
  readonly kubectl: readonly string[];
  readonly stdin?: Json;
  readonly env?: Readonly<Record<string, string>>;
  /** Not in the namespace of the case. */
  readonly clusterWide?: boolean;
  /** Only the lines that match are compared: of what it printed, and of its errors. */
  readonly keep?: string;
  readonly keepErr?: string;
  /** Played once kubectl has printed something; kubectl is ended `seconds` later. */
  readonly during?: readonly Step[];
  readonly seconds?: number;
  readonly quiet?: boolean;
}

export type Step =
  | RequestStep
  | WaitStep
  | WatchStep
  | TrackStep
  | { readonly tracked: string }
  | { readonly sleep: number }
  | { readonly list: string; readonly fields: readonly string[] }
  | { readonly events: true | string }
  | KubectlStep;

export interface Case {
  readonly name: string;
  /** No namespace of its own. */
  readonly bare?: boolean;
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export interface Suite {
  /** Folder and file, such as `api/patch`. */
  readonly suite: string;
  /** The answers hold `metadata.managedFields`. @default false */
  readonly managedFields?: boolean;
  /** Played once before the cases; nothing of it is compared. */
  readonly setup?: readonly Step[];
  readonly cases: readonly Case[];
  /** What was recorded, by the case's name: one value a step. */
  readonly recorded: Readonly<Record<string, Json>>;
}

const folder = join(__dirname, '..', 'golden');

/** The suites of `test/golden/FOLDER`, in order of name. */
export function suitesOf(name: string): Suite[] {
  const names = readdirSync(join(folder, name)).filter(
    (file) => file.endsWith('.json') && !/\.golden\.json$/.test(file),
  );
  return names.sort().map((file) => {
    const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, name, path), 'utf8'));
    const base = file.replace(/\.json$/, '');
    const suite = read(file) as Omit<Suite, 'recorded'>;
    return { ...suite, suite: `${name}/${base}`, recorded: read(`${base}.golden.json`) as Suite['recorded'] };
  });
}

/** Whether a case calls kubectl, which only the server's door can answer. */
export function needsKubectl({ steps }: { readonly steps: readonly Step[] }): boolean {
  return steps.some((step) => 'kubectl' in step || ('during' in step && needsKubectl({ steps: step.during ?? [] })));
}
