/** Does a change of each workload's template come through, without fewer pods than promised or more than allowed? */
import { duration, NOBODY_SERVES, type Row } from '../check-report';
import { PodWatch } from '../pod-watch';
import { settle } from '../readiness';
import type { Rehearsal } from '../rehearsal';
import type { RehearsedCluster } from '../rehearsed-cluster';
import { changeTemplate, isAvailable, isRolledOut, promisedBy, type Promised, type WorkloadObject } from '../workload';
import { whyNotReady } from '../why-not-ready';

const WITHIN_MS = 15 * 60_000;

export const rollingUpdate: Rehearsal = {
  name: 'rolling-update',
  question: 'Does a change of each workload come through, and who serves meanwhile?',
  run(stage) {
    settle(stage);
    return stage
      .workloads()
      .filter(isAvailable)
      .map((workload) => rollOut(stage, workload));
  },
};

function rollOut(stage: RehearsedCluster, workload: WorkloadObject): Row {
  const promised = promisedBy(workload);
  const watch = new PodWatch(stage, workload);
  const startMs = stage.now();
  changeTemplate(stage.client, workload, {
    metadata: { annotations: { 'boutique.test/rehearsal': 'rolling-update' } },
  });
  const done = stage.waitFor(() => isRolledOut(stage.current(workload)), WITHIN_MS);
  watch.stop();
  const figures = {
    desired: promised.desired,
    fewestReady: watch.fewestReady,
    surge: Math.max(0, watch.most - promised.desired),
    durationSeconds: (stage.now() - startMs) / 1000,
  };
  const measure = `${figures.fewestReady} of ${figures.desired} ready at least, ${figures.surge} more at most, ${duration(stage.now() - startMs)}`;
  if (!done) {
    const why = `does not come through within ${duration(WITHIN_MS)}: ${whyNotReady(stage, stage.current(workload))}`;
    return stage.row(workload, { verdict: 'breaks', measure, figures, why });
  }
  return stage.row(workload, { ...judged(promised, watch), measure, figures });
}

function judged(promised: Promised, { fewestReady, most }: PodWatch): Pick<Row, 'verdict' | 'why'> {
  if (fewestReady < promised.atLeast) {
    return { verdict: 'breaks', why: `${fewestReady} pods were ready, ${promised.atLeast} are promised` };
  }
  if (most > promised.atMost) return { verdict: 'breaks', why: `${most} pods, ${promised.atMost} are allowed` };
  if (fewestReady === 0 && promised.desired > 0) return { verdict: 'warns', why: NOBODY_SERVES };
  return { verdict: 'holds' };
}
