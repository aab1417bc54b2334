/** Does the old version stay up when an image cannot be pulled, and does going back work? */
import type { Container } from '../../engine/apimachinery/api/core-v1';
import { isPodReady } from '../../engine/controllers/pods/pod-state';
import { duration, type Row } from '../check-report';
import { PodWatch } from '../pod-watch';
import { settle } from '../readiness';
import type { Rehearsal } from '../rehearsal';
import type { RehearsedCluster } from '../rehearsed-cluster';
import { changeTemplate, isAvailable, isRolledOut, promisedBy, type WorkloadObject } from '../workload';
import { whyNotReady } from '../why-not-ready';

/** Nothing is ever found under `.invalid` (RFC 2606). */
const BAD_IMAGE = 'registry.invalid/rehearsal/missing:bad';
const OBSERVED_MS = 5 * 60_000;
const UNDONE_WITHIN_MS = 5 * 60_000;

export const badImage: Rehearsal = {
  name: 'bad-image',
  question: 'Does the old version stay up when an image cannot be pulled, and does undo work?',
  run(stage) {
    settle(stage);
    return stage
      .workloads()
      .filter((workload) => isAvailable(workload) && promisedBy(workload).desired > 0)
      .map((workload) => breakAndUndo(stage, workload));
  },
};

function breakAndUndo(stage: RehearsedCluster, workload: WorkloadObject): Row {
  const { desired, atLeast } = promisedBy(workload);
  const { name, image } = workload.spec!.template!.spec!.containers[0] as Container;
  const watch = new PodWatch(stage, workload);
  setImage(stage, workload, name, BAD_IMAGE);
  stage.cluster.advance(OBSERVED_MS);
  const stuck = !isRolledOut(stage.current(workload));
  const why = whyNotReady(stage, stage.current(workload));
  const startMs = stage.now();
  setImage(stage, workload, name, image!);
  const done = (): boolean => isRolledOut(stage.current(workload));
  const alone = stage.waitFor(done, UNDONE_WITHIN_MS);
  const undone = alone || (deleteStuck(stage, workload), stage.waitFor(done, UNDONE_WITHIN_MS));
  watch.stop();
  const undoneMs = stage.now() - startMs;
  const figures = { desired, fewestReady: watch.fewestReady, undoneAfterSeconds: undoneMs / 1000 };
  const measure = `${watch.fewestReady} of ${desired} stay ready, undone after ${duration(undoneMs)}`;
  const row = (verdict: Row['verdict'], reason?: string): Row =>
    stage.row(workload, { verdict, measure, figures, ...(reason ? { why: reason } : {}) });
  if (!undone) return row('breaks', `going back does not help: ${whyNotReady(stage, stage.current(workload))}`);
  if (watch.fewestReady < atLeast) return row('breaks', `${atLeast} are promised; ${why}`);
  if (!alone) return row('warns', 'going back takes effect once the stuck pods are deleted by hand');
  if (watch.fewestReady === 0) return row('warns', `the old version is gone meanwhile: ${why}`);
  return row(stuck ? 'holds' : 'warns', stuck ? undefined : 'nothing was replaced');
}

/** A StatefulSet waits for its broken pod for ever: the documentation has it deleted after the template is put right. */
function deleteStuck(stage: RehearsedCluster, workload: WorkloadObject): void {
  for (const { metadata } of stage.podsOf(workload).filter((pod) => !isPodReady(pod))) {
    stage.client.resource('pods').delete(metadata.name, metadata.namespace);
  }
}

function setImage({ client }: RehearsedCluster, workload: WorkloadObject, name: string, image: string): void {
  changeTemplate(client, workload, { spec: { containers: [{ name, image }] } });
}
