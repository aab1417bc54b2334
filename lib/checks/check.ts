/** Puts all questions to a set of manifests. */
import type { DraftObject } from '../engine/apimachinery/object-meta';
import { manifestsOf, type Manifest } from '../engine/client/read-manifests';
import type { ImageTable } from '../engine/kubelet/images/image-behaviours';
import type { CheckReport } from './check-report';
import type { Rehearsal } from './rehearsal';
import { RehearsedCluster, type RehearsalSetting } from './rehearsed-cluster';
import { REHEARSALS } from './rehearsals';

/** Manifests as YAML or JSON text, as objects, or read with the place that each comes from. */
export type CheckedManifests = string | DraftObject | readonly DraftObject[] | readonly Manifest[];

/** What a check stands on besides the manifests. */
export interface CheckOptions {
  /** Objects that exist outside of the manifests: Secrets, classes, Nodes, definitions of custom resources. @default none */
  readonly given?: CheckedManifests;
  /** Nodes of 8 CPU and 32Gi, over three zones in turn, where no Node is given. @default 6 */
  readonly nodes?: number;
  /** What chance follows from. @default 1 */
  readonly seed?: number | string;
  /** How images behave when they run, besides what is known of the shop's. @default they are ready at once */
  readonly images?: ImageTable;
  /** The rehearsals to run. @default all */
  readonly rehearsals?: readonly Rehearsal[];
}

/** Nodes where none is given: two in each of three zones, so that what is bound to a zone has another place there. */
export const DEFAULT_NODES = 6;

/**
 * Rehearses manifests in clusters in memory, one for each question; the same manifests and options give the same rows.
 * @throws ManifestError for what is no manifest
 */
export function check(manifests: CheckedManifests, options: CheckOptions = {}): CheckReport {
  const { given = [], nodes = DEFAULT_NODES, seed = 1, images = {}, rehearsals = REHEARSALS } = options;
  const setting: RehearsalSetting = { manifests: read(manifests), given: read(given), nodes, seed, images };
  const rows = rehearsals.flatMap((rehearsal) => rehearsal.run(new RehearsedCluster(setting, rehearsal.name)));
  return { rows, holds: rows.every(({ verdict }) => verdict !== 'breaks') };
}

function read(manifests: CheckedManifests): readonly Manifest[] {
  return isRead(manifests) ? manifests : manifestsOf(manifests);
}

function isRead(manifests: CheckedManifests): manifests is readonly Manifest[] {
  return Array.isArray(manifests) && manifests.every((one: object) => 'place' in one && 'object' in one);
}
