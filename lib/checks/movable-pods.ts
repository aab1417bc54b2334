/** The pods of a node that find another place when it goes: all but those of DaemonSets. */
import type { Pod } from '../engine/apimachinery/api/core-v1';
import type { RehearsedCluster } from './rehearsed-cluster';

export function movablePodsOn({ cluster }: RehearsedCluster, node: string): readonly Pod[] {
  return cluster.list('Pod', { fieldSelector: `spec.nodeName=${node}` }).filter(({ metadata }) => {
    const controller = metadata.ownerReferences?.find((owner) => owner.controller);
    return controller?.kind !== 'DaemonSet';
  });
}
