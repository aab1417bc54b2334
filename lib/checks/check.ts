/** Puts all questions to a set of manifests. */
import type { CheckReport } from './check-report';
import type { Rehearsal } from './rehearsal';
import { RehearsedCluster, type RehearsalSetting } from './rehearsed-cluster';
import { REHEARSALS } from './rehearsals';

export interface CheckOptions extends Partial<Omit<RehearsalSetting, 'manifests'>> {
  /** The rehearsals to run. @default all */
  readonly rehearsals?: readonly Rehearsal[];
}

export const DEFAULT_NODES = 6;

/**
 * Each rehearsal gets a cluster of its own with 6 nodes (8 CPU, 32Gi, two in each of three zones) unless `nodes` or Nodes among what is `given` say
 * otherwise; the same manifests and seed give the same rows.
 */
export function check(manifests: RehearsalSetting['manifests'], options: CheckOptions = {}): CheckReport {
  const { given = [], nodes = DEFAULT_NODES, seed = 1, rehearsals = REHEARSALS } = options;
  const setting: RehearsalSetting = { manifests, given, nodes, seed };
  const rows = rehearsals.flatMap((rehearsal) => rehearsal.run(new RehearsedCluster(setting, rehearsal.name)));
  return { rows, holds: rows.every(({ verdict }) => verdict !== 'breaks') };
}
