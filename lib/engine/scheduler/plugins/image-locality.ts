/**
 * Nodes are better that have the pod's images already, large ones above all; what only a few nodes have counts less, lest all pods go there.
 *
 * Upstream: pkg/scheduler/framework/plugins/imagelocality
 */
import { MAX_SCORE, type Plugin } from '../framework';

const NAME = 'ImageLocality';
const MEGABYTE = 1024 * 1024;
const LEAST_BYTES = 23 * MEGABYTE;
const MOST_BYTES_PER_CONTAINER = 1000 * MEGABYTE;

/** An image of one of the pod's containers, and how much of the cluster has it. */
interface WantedImage {
  readonly name: string;
  readonly share: number;
}

export const imageLocality: Plugin = {
  name: NAME,
  score: {
    prepare: (state, pod) => {
      const { snapshot } = state;
      const wanted = (pod.spec?.containers ?? []).map(({ image = '' }): WantedImage => {
        const name = normalized(image);
        return { name, share: snapshot.nodesWithImage(name) / snapshot.size };
      });
      state.set(NAME, wanted);
      return true;
    },
    of: (state, _pod, { images }) => {
      const wanted = state.get<readonly WantedImage[]>(NAME)!;
      let bytes = 0;
      for (const { name, share } of wanted) if (share > 0) bytes += Math.trunc((images.get(name) ?? 0) * share);
      const most = MOST_BYTES_PER_CONTAINER * wanted.length;
      const within = Math.min(Math.max(bytes, LEAST_BYTES), most);
      return Math.trunc((MAX_SCORE * (within - LEAST_BYTES)) / (most - LEAST_BYTES));
    },
  },
};

/** Names without tag or digest mean the tag `latest`. */
function normalized(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}
