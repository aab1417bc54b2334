/**
 * Nodes are better that have the pod's images already, large ones above all; what only a few nodes have counts less, lest all pods go there.
 *
 * Upstream: pkg/scheduler/framework/plugins/imagelocality
 */
import { MAX_SCORE, type Plugin } from '../framework';

const MEGABYTE = 1024 * 1024;
const LEAST_BYTES = 23 * MEGABYTE;
const MOST_BYTES_PER_CONTAINER = 1000 * MEGABYTE;

/** An image of one of the pod's containers, and how much of the cluster has it. */
interface WantedImage {
  readonly name: string;
  readonly share: number;
}

export const imageLocality: Plugin = {
  name: 'ImageLocality',
  score: {
    of: ({ snapshot }, pod) => {
      const wanted = (pod.spec?.containers ?? []).map(({ image = '' }): WantedImage => {
        const name = normalized(image);
        return { name, share: snapshot.nodesWithImage(name) / snapshot.size };
      });
      const present = wanted.filter(({ share }) => share > 0);
      if (present.length === 0) return 0;
      const most = MOST_BYTES_PER_CONTAINER * wanted.length;
      return ({ images }) => {
        let bytes = 0;
        for (const { name, share } of present) bytes += Math.trunc((images.get(name) ?? 0) * share);
        const within = Math.min(Math.max(bytes, LEAST_BYTES), most);
        return Math.trunc((MAX_SCORE * (within - LEAST_BYTES)) / (most - LEAST_BYTES));
      };
    },
  },
};

/** Names without tag or digest mean the tag `latest`. */
function normalized(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}
