/** Does each workload get back a pod that is killed? */
import { isPodReady } from '../../engine/controllers/pods/pod-state';
import { duration, NOBODY_SERVES, type Row } from '../check-report';
import { PodWatch } from '../pod-watch';
import { settle } from '../readiness';
import type { Rehearsal } from '../rehearsal';
import type { RehearsedCluster } from '../rehearsed-cluster';
import { isAvailable, promisedBy, type WorkloadObject } from '../workload';
import { whyNotReady } from '../why-not-ready';

const WITHIN_MS = 10 * 60_000;

export const podKilled: Rehearsal = {
  name: 'pod-killed',
  question: 'Is a pod that is killed replaced?',
  run(stage) {
    settle(stage);
    return stage
      .workloads()
      .filter((workload) => isAvailable(workload) && promisedBy(workload).desired > 0)
      .map((workload) => kill(stage, workload));
  },
};

function kill(stage: RehearsedCluster, workload: WorkloadObject): Row {
  const { desired } = promisedBy(workload);
  const victim = stage.podsOf(workload).find(isPodReady)!.metadata;
  const watch = new PodWatch(stage, workload);
  const startMs = stage.now();
  stage.client.resource('pods').delete(victim.name, victim.namespace, { gracePeriodSeconds: 0 });
  const replaced = (): boolean => {
    const pods = stage.podsOf(workload).filter(isPodReady);
    return pods.length >= desired && pods.every(({ metadata }) => metadata.uid !== victim.uid);
  };
  const done = stage.waitFor(replaced, WITHIN_MS);
  watch.stop();
  const tookMs = stage.now() - startMs;
  const figures = { desired, fewestReady: watch.fewestReady, replacedAfterSeconds: tookMs / 1000 };
  const measure = `${watch.fewestReady} of ${desired} ready meanwhile, replaced after ${duration(tookMs)}`;
  if (!done) {
    const why = `not replaced: ${whyNotReady(stage, stage.current(workload))}`;
    return stage.row(workload, {
      verdict: 'breaks',
      measure: `${watch.fewestReady} of ${desired} ready`,
      figures,
      why,
    });
  }
  if (watch.fewestReady === 0) return stage.row(workload, { verdict: 'warns', measure, figures, why: NOBODY_SERVES });
  return stage.row(workload, { verdict: 'holds', measure, figures });
}
