/**
 * Nodes are better that have the pod's images already, large ones above all; what only a few nodes have counts less, lest all pods go there.
 *
 * Upstream: pkg/scheduler/framework/plugins/imagelocality
 */
import { MAX_SCORE, type Plugin } from '../framework';
import type { NodeInfo } from '../node-info';

const MEGABYTE = 1024 * 1024;
const LEAST_BYTES = 23 * MEGABYTE;
const MOST_BYTES_PER_CONTAINER = 1000 * MEGABYTE;

export const imageLocality: Plugin = {
  name: 'ImageLocality',
  score: {
    of: (state, pod, node) => {
      const nodes = state.snapshot.nodes();
      const containers = pod.spec?.containers ?? [];
      let bytes = 0;
      for (const { image } of containers) {
        const name = normalized(image ?? '');
        const size = imageSize(node, name);
        if (size === undefined) continue;
        const having = nodes.filter((other) => imageSize(other, name) !== undefined).length;
        bytes += Math.trunc(size * (having / nodes.length));
      }
      const most = MOST_BYTES_PER_CONTAINER * containers.length;
      const within = Math.min(Math.max(bytes, LEAST_BYTES), most);
      return Math.trunc((MAX_SCORE * (within - LEAST_BYTES)) / (most - LEAST_BYTES));
    },
  },
};

/** Names without tag or digest mean the tag `latest`. */
function normalized(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

function imageSize({ node }: NodeInfo, name: string): number | undefined {
  return node.status?.images?.find(({ names = [] }) => names.includes(name))?.sizeBytes;
}
