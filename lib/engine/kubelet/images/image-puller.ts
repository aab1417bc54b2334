/**
 * Sees to it that the image of a container is on the node before the container is made.
 *
 * Upstream: pkg/kubelet/images/image_manager.go
 */
import { quote } from '../../apimachinery/go-text';
import type { Container } from '../../apimachinery/api/core-v1';
import { sha256Hex } from '../../apimachinery/sha256';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { sleep, type Routine } from '../../clock/routine';
import { containerReference } from '../container-reference';
import type { KubeletContext } from '../kubelet-context';

/** An image that is there, or why it is not: a reason of the container's waiting state and its message. */
export type ImageOutcome =
  { readonly imageID: string; readonly error?: undefined } | { readonly error: string; readonly message: string };

export class ImagePuller {
  constructor(private readonly context: KubeletContext) {}

  /** Takes as long as the pull does; writes the events about it. */
  *ensureImageExists(pod: Pod, container: Container): Routine<ImageOutcome> {
    yield sleep(this.context.clock, 0);
    const image = container.image ?? '';
    const message = `Container image ${quote(image)} already present on machine`;
    this.context.events.event(containerReference(pod, container.name), 'Normal', 'Pulled', message);
    return { imageID: `${image.replace(/:[^/:]*$/, '')}@sha256:${sha256Hex(image)}` };
  }
}
