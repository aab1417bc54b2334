/** A question that is put to manifests by letting a cluster live through something. */
import type { Row } from './check-report';
import type { RehearsedCluster } from './rehearsed-cluster';

/** One question. Add your own in the same shape and hand them to `check`. */
export interface Rehearsal {
  /** As `--only` and the rows name it. */
  readonly name: string;
  /** For people. */
  readonly question: string;
  /** Every rehearsal gets a cluster of its own, in which the manifests are applied and have come to rest. */
  run(stage: RehearsedCluster): readonly Row[];
}
