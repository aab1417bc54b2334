/** What a check answers: one row for each question and subject. */

/**
 * `holds`: as it should be. `warns`: allowed by what the manifest says, yet worth knowing. `breaks`: what was asked does not hold.
 */
export type Verdict = 'holds' | 'warns' | 'breaks';

/** One answer. */
export interface Row {
  /** Name of the rehearsal, such as `rolling-update`. */
  readonly rehearsal: string;
  /** Namespace of the subject; empty for what has none. */
  readonly namespace: string;
  /** What was looked at, such as `Deployment/frontend`; empty for a whole namespace. */
  readonly subject: string;
  /** How it came out. */
  readonly verdict: Verdict;
  /** What was measured, in words. */
  readonly measure: string;
  /** What was measured, as numbers; the unit ends the name. */
  readonly figures: Readonly<Record<string, number>>;
  /** Why it warns or breaks, in the words of the cluster where it has some. */
  readonly why?: string;
  /** Where the subject is written: file, document, line. */
  readonly place?: string;
}

/** All answers. */
export interface CheckReport {
  /** In the order of the rehearsals, then of namespaces and subjects. */
  readonly rows: readonly Row[];
  /** No row breaks. */
  readonly holds: boolean;
}

/** What a workload costs its users that has no pod left for a moment. */
export const NOBODY_SERVES = 'no pod serves for a while';

/** A row that is read by a program needs no locale: seconds with at most one decimal, minutes from two on. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 120) return `${Number(seconds.toFixed(1))} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds - 60 * minutes);
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}
