/** Pods of images that stand for any program: whoever plays them may say himself how they end. */
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { ImageBehaviours } from '../images/image-behaviours';

export function isStandIn({ spec }: Pod, images: ImageBehaviours): boolean {
  return spec.containers.every(({ image }) => images.of(image ?? '')?.silentEnd);
}
