/**
 * The revision that a StatefulSet's pods have, and the one they are to get.
 *
 * Upstream: pkg/controller/statefulset/stateful_set_control.go (getStatefulSetRevisions, truncateHistory)
 */
import type { ControllerRevision, StatefulSet } from '../../apimachinery/api/apps-v1';
import type { Pod } from '../../apimachinery/api/core-v1';
import { sameJson } from '../../apimachinery/same-json';
import type { ResourceClient } from '../../client/client';
import {
  byRevision,
  createRevision,
  revisionData,
  revisionDraft,
  revisionIdentity,
} from '../history/controller-revisions';
import { podRevision } from './pod-identity';

const HASH_LABEL = 'controller.kubernetes.io/hash';

export interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisionCount: number;
}

/** @param known the set's revisions */
export function syncRevisions(
  set: StatefulSet,
  known: readonly ControllerRevision[],
  client: ResourceClient<ControllerRevision>,
): Revisions {
  const sorted = [...known].sort(byRevision);
  const newest = sorted[sorted.length - 1];
  const next = (newest?.revision ?? 0) + 1;
  const data = revisionData(set);
  const equal = sorted.filter((revision) => sameJson(revision.data, data)).pop();
  let collisionCount = set.status?.collisionCount ?? 0;
  let update: ControllerRevision | undefined;
  if (equal) {
    update = sameJson(newest!.data, data) ? newest : client.update({ ...equal, revision: next });
  }
  while (!update) {
    const { name, hash } = revisionIdentity(set, collisionCount);
    update = createRevision(client, revisionDraft(set, name, next, { [HASH_LABEL]: hash }));
    if (!update) collisionCount++;
  }
  const current = sorted.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
  return { current, update, collisionCount };
}

/** Deletes the oldest revisions beyond the limit that neither the set nor one of its pods has. */
export function truncateHistory(
  set: StatefulSet,
  known: readonly ControllerRevision[],
  revisions: Revisions,
  pods: readonly Pod[],
  client: ResourceClient<ControllerRevision>,
): void {
  const live = new Set([revisions.current.metadata.name, revisions.update.metadata.name, ...pods.map(podRevision)]);
  const history = known.filter(({ metadata }) => !live.has(metadata.name)).sort(byRevision);
  const surplus = history.length - (set.spec?.revisionHistoryLimit ?? 10);
  for (const { metadata } of history.slice(0, Math.max(0, surplus))) client.delete(metadata.name, metadata.namespace);
}
