/**
 * Scrubs a volume with a pod that empties its folder, after which it is free for all.
 *
 * Upstream: pkg/volume/util/recyclerclient/recycler_client.go, pkg/volume/plugins.go (NewPersistentVolumeRecyclerPodTemplate)
 * Differs: a scrubbing pod that is there already is waited for instead of being replaced.
 */
import type { PersistentVolume, Pod } from '../../apimachinery/api/core-v1';
import { isStatusError } from '../../apimachinery/status-error';
import { capacityOf } from '../../apimachinery/volumes/matching-volume';
import type { Client, Draft } from '../../client/client';

const NAMESPACE = 'default';
const PREFIX = 'recycler-for-';
const GIBIBYTE = 1024 ** 3;
const SCRUB = 'test -e /scrub && find /scrub -mindepth 1 -delete && test -z "$(ls -A /scrub)" || exit 1';
/** How long it may take: so long at least, and so much for each gibibyte. */
const HOST_PATH_TIMES = { leastSeconds: 60, perGibibyteSeconds: 30 };
const NFS_TIMES = { leastSeconds: 300, perGibibyteSeconds: 30 };

export type RecyclingStep = { readonly done: boolean } | { readonly failure: string };

/** The volume that a pod scrubs. */
export function recycledBy({
  metadata,
}: {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}): string | undefined {
  const scrubs = metadata.namespace === NAMESPACE && metadata.name.startsWith(PREFIX);
  return scrubs ? metadata.name.slice(PREFIX.length) : undefined;
}

export function isRecyclable({ spec }: PersistentVolume): boolean {
  return spec?.hostPath !== undefined || spec?.nfs !== undefined;
}

/** Starts to scrub, or looks how far it is. */
export function recycle(client: Client, volume: PersistentVolume): RecyclingStep {
  const pods = client.resource<Pod>('pods');
  const name = PREFIX + volume.metadata.name;
  const pod = pods.find(name, NAMESPACE);
  if (pod?.metadata.deletionTimestamp !== undefined) return { done: false };
  try {
    if (!pod) {
      pods.create(scrubbingPod(name, volume));
      return { done: false };
    }
    const phase = pod.status?.phase;
    if (phase !== 'Succeeded' && phase !== 'Failed') return { done: false };
    pods.delete(name, NAMESPACE);
    if (phase === 'Succeeded') return { done: true };
    const reason = pod.status?.message || 'pod failed, pod.Status.Message unknown';
    return { failure: `failed to recycle volume: ${reason}` };
  } catch (error) {
    if (!isStatusError(error)) throw error;
    return { failure: `unexpected error creating recycler pod:  ${error.message}` };
  }
}

function scrubbingPod(name: string, volume: PersistentVolume): Draft<Pod> {
  const { hostPath, nfs } = volume.spec ?? {};
  const { leastSeconds, perGibibyteSeconds } = hostPath ? HOST_PATH_TIMES : NFS_TIMES;
  const gibibytes = Math.trunc(capacityOf(volume).value() / GIBIBYTE);
  return {
    metadata: { name, namespace: NAMESPACE },
    spec: {
      activeDeadlineSeconds: Math.max(leastSeconds, gibibytes * perGibibyteSeconds),
      restartPolicy: 'Never',
      volumes: [{ name: 'vol', ...(hostPath ? { hostPath: { path: hostPath.path } } : { nfs }) }],
      containers: [
        {
          name: 'pv-recycler',
          image: 'registry.k8s.io/debian-base:v2.0.0',
          command: ['/bin/sh'],
          args: ['-c', SCRUB],
          volumeMounts: [{ name: 'vol', mountPath: '/scrub' }],
        },
      ],
    },
  };
}
