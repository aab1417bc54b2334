/**
 * A DaemonSet's ControllerRevisions: the one of its present template found, made or renumbered, the old ones kept within the limit.
 *
 * Upstream: pkg/controller/daemon/update.go (constructHistory, cleanupHistory)
 */
import type { ControllerRevision, DaemonSet } from '../../apimachinery/api/apps-v1';
import type { Pod } from '../../apimachinery/api/core-v1';
import { sameJson } from '../../apimachinery/same-json';
import { withMetadata } from '../../apiserver/core';
import type { Client } from '../../client/client';
import { RetryError } from '../../client/controller';
import { byRevision, createRevision, revisionData, revisionDraft } from '../history/controller-revisions';
import { templateHash } from '../pods/template-hash';
import { REVISION_HASH } from './daemon-template';

export interface DaemonRevisions {
  /** The label that pods of the present template carry. */
  readonly hash: string;
  readonly old: readonly ControllerRevision[];
}

function hashOf({ metadata }: ControllerRevision): string {
  return metadata.labels?.[REVISION_HASH] ?? '';
}

/** @throws StatusError, RetryError */
export function syncRevisions(
  client: Client,
  daemonSet: DaemonSet,
  owned: readonly ControllerRevision[],
  pods: readonly Pod[],
): DaemonRevisions {
  const revisions = client.resource<ControllerRevision>('controllerrevisions', 'apps');
  const labelled = owned.map((revision) => {
    const { name, labels } = revision.metadata;
    if (labels?.[REVISION_HASH] !== undefined) return revision;
    return revisions.update(withMetadata(revision, { labels: { ...labels, [REVISION_HASH]: name } }));
  });
  const data = revisionData(daemonSet);
  const present = labelled.filter((revision) => sameJson(revision.data, data)).sort(byRevision);
  const old = labelled.filter((revision) => !present.includes(revision));
  const number = Math.max(0, ...old.map(({ revision }) => revision)) + 1;
  const current = present.pop();
  if (!current) return { hash: hashOf(snapshot(client, daemonSet, number)), old };
  for (const duplicate of present) merge(client, duplicate, hashOf(current), pods);
  if (current.revision < number) revisions.update({ ...current, revision: number });
  return { hash: hashOf(current), old };
}

/** Two revisions of one template become one: its pods are relabelled first. */
function merge(client: Client, duplicate: ControllerRevision, hash: string, pods: readonly Pod[]): void {
  for (const { metadata } of pods) {
    if (metadata.labels?.[REVISION_HASH] === hash) continue;
    const labels = { [REVISION_HASH]: hash };
    client.resource<Pod>('pods').patch(metadata.name, metadata.namespace!, 'merge', { metadata: { labels } });
  }
  const { name, namespace } = duplicate.metadata;
  client.resource<ControllerRevision>('controllerrevisions', 'apps').delete(name, namespace);
}

/** A revision of the present template. Where its name is taken by another template, the next look has another name. */
function snapshot(client: Client, daemonSet: DaemonSet, number: number): ControllerRevision {
  const revisions = client.resource<ControllerRevision>('controllerrevisions', 'apps');
  const { name, namespace } = daemonSet.metadata;
  const { collisionCount } = daemonSet.status ?? {};
  const hash = templateHash(daemonSet.spec!.template, collisionCount);
  const draft = revisionDraft(daemonSet, `${name}-${hash}`, number, { [REVISION_HASH]: hash });
  const made = createRevision(revisions, draft);
  if (made) return made;
  const daemonSets = client.resource<DaemonSet>('daemonsets', 'apps');
  const fresh = daemonSets.get(name, namespace);
  if (fresh.status?.collisionCount === collisionCount) {
    const status = { ...fresh.status!, collisionCount: (collisionCount ?? 0) + 1 };
    daemonSets.updateStatus({ ...fresh, status });
  }
  throw new RetryError(`controllerrevisions.apps "${name}-${hash}" already exists`);
}

/** Deletes the oldest revisions beyond the limit that no pod has. */
export function cleanUpRevisions(
  client: Client,
  { spec }: DaemonSet,
  old: readonly ControllerRevision[],
  pods: readonly Pod[],
): void {
  const surplus = old.length - (spec?.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return;
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_HASH]));
  const unused = old.filter((revision) => !live.has(hashOf(revision))).sort(byRevision);
  for (const { metadata } of unused.slice(0, surplus)) {
    client.resource<ControllerRevision>('controllerrevisions', 'apps').delete(metadata.name, metadata.namespace);
  }
}
