/**
 * A pod goes where its volumes are or can be had; those that wait for their first pod are bound, or made, when its node is known.
 *
 * Upstream: pkg/scheduler/framework/plugins/volumebinding/volume_binding.go
 * Differs: no score: the feature gate VolumeCapacityPriority is off in v1.28.
 */
import { claimsOfPod } from '../../apimachinery/volumes/pod-claims';
import { unresolvable, type Plugin } from '../framework';
import { claimObstacle, podVolumeClaims, type PodVolumeClaims } from '../volumes/pod-volume-claims';
import { eligibleNodes, findPodVolumes, type PodVolumes } from '../volumes/pod-volumes';
import type { VolumeBinder } from '../volumes/volume-binder';

const NAME = 'VolumeBinding';

interface VolumeState {
  readonly claims: PodVolumeClaims;
  /** What is to be done at each node that passed. */
  readonly byNode: Map<string, PodVolumes>;
  /** What is kept for the pod; undefined where all is bound. */
  assumed?: PodVolumes;
}

export function volumeBinding(binder: VolumeBinder, bindTimeoutMs: number): Plugin {
  const { storage } = binder;
  return {
    name: NAME,
    wakesOn: [
      'StorageClassAdded',
      'StorageClassUpdated',
      'ClaimAdded',
      'ClaimUpdated',
      'VolumeAdded',
      'VolumeUpdated',
      'NodeAdded',
      'NodeLabel',
      'CsiNodeAdded',
      'CsiNodeUpdated',
      'CsiDriverChanged',
      'StorageCapacityChanged',
    ],
    preFilter: (state, pod) => {
      if (claimsOfPod(pod).length === 0) return { skip: true };
      const obstacle = claimObstacle(storage, pod);
      if (obstacle !== undefined) return { refusal: unresolvable(obstacle) };
      const claims = podVolumeClaims(storage, pod);
      if (claims.immediate.length > 0) {
        return { refusal: unresolvable('pod has unbound immediate PersistentVolumeClaims') };
      }
      state.set(NAME, { claims, byNode: new Map() } satisfies VolumeState);
      return { nodeNames: eligibleNodes(storage, claims.bound) };
    },
    filter: (state) => {
      const { claims, byNode } = state.get<VolumeState>(NAME)!;
      return (node) => {
        const found = findPodVolumes(storage, claims, node);
        if ('code' in found) return found;
        byNode.set(node.name, found);
        return undefined;
      };
    },
    reserve: (state, pod, node) => {
      const own = state.get<VolumeState>(NAME);
      const volumes = own?.byNode.get(node.name);
      if (own && volumes) own.assumed = binder.assume(pod, node.name, volumes);
      return undefined;
    },
    unreserve: (state) => {
      const own = state.get<VolumeState>(NAME);
      if (own?.assumed) binder.revert(own.assumed);
    },
    preBind: (state, pod, node) => {
      const assumed = state.get<VolumeState>(NAME)?.assumed;
      return assumed && binder.bind(pod, node, assumed, bindTimeoutMs);
    },
  };
}
