/** Does everything that is applied become ready, and how soon? */
import { duration, type Row } from '../check-report';
import { expectedReady, isReady, READY_WITHIN_MS } from '../readiness';
import type { Rehearsal } from '../rehearsal';
import type { RehearsedCluster } from '../rehearsed-cluster';
import { whyNotReady } from '../why-not-ready';
import { isWorkload, promisedBy } from '../workload';

export const becomesReady: Rehearsal = {
  name: 'becomes-ready',
  question: 'Does everything become ready?',
  run(stage) {
    const readyAtMs = new Map<string, number>();
    stage.waitFor(() => noteReady(stage, readyAtMs), READY_WITHIN_MS);
    const rows = stage.namespaces().flatMap((namespace) => namespaceRows(stage, namespace, readyAtMs.get(namespace)));
    const refused = stage.applied.refused.map((one) => stage.refusedRow(one, 'refused by the API server'));
    return [...refused, ...rows];
  },
};

/** Notes when a namespace is complete for the first time; true once all are. */
function noteReady(stage: RehearsedCluster, readyAtMs: Map<string, number>): boolean {
  const missing = new Set(
    expectedReady(stage)
      .filter((object) => !isReady(object))
      .map(({ metadata }) => metadata.namespace),
  );
  for (const namespace of stage.namespaces()) {
    if (!missing.has(namespace) && !readyAtMs.has(namespace)) readyAtMs.set(namespace, stage.now());
  }
  return missing.size === 0;
}

function namespaceRows(stage: RehearsedCluster, namespace: string, readyAtMs: number | undefined): Row[] {
  const objects = expectedReady(stage).filter(({ metadata }) => metadata.namespace === namespace);
  if (objects.length === 0) return [];
  const unready = objects.filter((object) => !isReady(object));
  if (unready.length > 0 || readyAtMs === undefined) {
    const measure = `not ready after ${duration(stage.now() - stage.appliedAtMs)}`;
    return unready.map((it) => stage.row(it, { verdict: 'breaks', measure, why: whyNotReady(stage, it) }));
  }
  const pods = objects.reduce((sum, object) => sum + (isWorkload(object) ? promisedBy(object).desired : 1), 0);
  const readyAfterMs = readyAtMs - stage.appliedAtMs;
  return [
    stage.namespaceRow(namespace, {
      verdict: 'holds',
      measure: `${objects.length} workloads, ${pods} pods ready after ${duration(readyAfterMs)}`,
      figures: { workloads: objects.length, pods, readyAfterSeconds: readyAfterMs / 1000 },
    }),
  ];
}
