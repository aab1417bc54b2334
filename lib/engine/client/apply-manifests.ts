/**
 * Applies manifests through the API server, in an order in which each finds what it needs, and tells what became of every one.
 *
 * Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply/apply.go (server-side)
 */
import { StatusError } from '../apimachinery/status-error';
import type { Applied, Client } from './client';
import type { Manifest } from './read-manifests';

/** A manifest that the API server took. */
export interface AppliedManifest extends Applied {
  /** What was applied. */
  readonly manifest: Manifest;
}

/** A manifest that the API server refused. */
export interface RefusedManifest {
  /** What was refused. */
  readonly manifest: Manifest;
  /** As the API server said it. */
  readonly reason: string;
}

export interface ApplyReport {
  readonly applied: readonly AppliedManifest[];
  readonly refused: readonly RefusedManifest[];
}

/** The API server refused some of the manifests; the message names each. */
export class ManifestsRefusedError extends Error {
  constructor(
    readonly refused: readonly RefusedManifest[],
    appliedCount: number,
  ) {
    const lines = refused.map(({ manifest: { object, place }, reason }) => {
      const { namespace, name } = object.metadata;
      return `  ${place}: ${object.kind} ${namespace ? `${namespace}/` : ''}${name ?? ''}: ${reason}`;
    });
    super(
      [
        `${refused.length} of ${refused.length + appliedCount} objects were refused, the others are applied:`,
        ...lines,
      ].join('\n'),
    );
  }
}

/** What others need comes first; what would judge the others last. */
const EARLY = [
  'Namespace',
  'CustomResourceDefinition',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'IngressClass',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'ClusterRole',
  'Role',
];
const LATE = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'APIService'];

/** Applies all that the API server takes; what it refuses stops none of the others. */
export function applyManifests(client: Client, manifests: readonly Manifest[]): ApplyReport {
  const applied: AppliedManifest[] = [];
  const refused: RefusedManifest[] = [];
  for (const manifest of [...manifests].sort((a, b) => rankOf(a) - rankOf(b))) {
    try {
      applied.push({ manifest, ...client.apply(manifest.object) });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      refused.push({ manifest, reason: error.message });
    }
  }
  return { applied, refused };
}

function rankOf({ object }: Manifest): number {
  const early = EARLY.indexOf(object.kind);
  if (early >= 0) return early;
  return LATE.includes(object.kind) ? EARLY.length + 1 : EARLY.length;
}
