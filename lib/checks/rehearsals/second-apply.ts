/** Does applying the same manifests again change nothing? */
import type { JsonValue, KubeObject } from '../../engine/apimachinery/object-meta';
import { sameJson } from '../../engine/apimachinery/same-json';
import type { Row } from '../check-report';
import { settle } from '../readiness';
import type { Rehearsal } from '../rehearsal';
import type { RehearsedCluster } from '../rehearsed-cluster';

export const secondApply: Rehearsal = {
  name: 'second-apply',
  question: 'Does a second apply change nothing?',
  run(stage) {
    settle(stage);
    const before = stage.applied.applied.map(({ object }) => contentOf(stage, object));
    const { applied, refused } = stage.applyAgain();
    const changed = stage.applied.applied.filter(
      ({ object }, index) => !sameJson(contentOf(stage, object), before[index]),
    );
    const rows: Row[] = [
      ...refused.map((one) => stage.refusedRow(one, 'refused the second time')),
      ...changed.map(({ object }) => stage.row(object, { verdict: 'breaks', measure: 'changed by the second apply' })),
    ];
    if (rows.length > 0) return rows;
    const figures = { objects: applied.length };
    return [stage.namespaceRow('', { verdict: 'holds', measure: `${applied.length} objects unchanged`, figures })];
  },
};

/** What an object says; who wrote it, and how often, is no change. */
function contentOf(
  { cluster }: RehearsedCluster,
  { kind, metadata: { name, namespace } }: KubeObject,
): JsonValue | undefined {
  const found = cluster.resource(kind).find(name, namespace) as KubeObject | undefined;
  if (!found) return undefined;
  const { managedFields: _owners, resourceVersion: _revision, ...metadata } = found.metadata;
  return { ...found, metadata } as unknown as JsonValue;
}
