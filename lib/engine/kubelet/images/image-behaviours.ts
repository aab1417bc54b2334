/** How containers of known images behave, by the image's name: data, to which a user can add. */
import type { ContainerRun } from '../runtime/container-run';

/** What an image is and what its containers do when no annotation of the pod says otherwise. */
export interface ImageBehaviour extends ContainerRun {
  /** The user it runs as: a number, or a name. @default 0 */
  readonly user?: string;
  /** What it needs at most, for the limit of its container: more than the limit and it is killed. */
  readonly memory?: string;
}

/** Where behaviours are found. */
export interface ImageBehaviours {
  /** Undefined for an image that is not known: it runs on, or ends after a second as an init container or in a Job. */
  of(image: string): ImageBehaviour | undefined;
}

export const unknownImages: ImageBehaviours = { of: () => undefined };
