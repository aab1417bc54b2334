/**
 * The images on a node.
 *
 * Upstream: pkg/kubelet/nodestatus/setters.go (Images), staging/src/k8s.io/cri-api (ImageStatus)
 * Differs: an image's digest is the SHA-256 of its name with tag; images are not removed to save space.
 */
import type { ContainerImage } from '../../apimachinery/api/core-v1';
import { parseImageReference } from '../../apimachinery/image-reference';
import { sha256Hex } from '../../apimachinery/sha256';
import type { ImageBehaviours } from './image-behaviours';

/** As many as a Node lists. */
const LISTED = 50;

export class NodeImages {
  readonly #present = new Set<string>();
  /** Told when there is another image, or one less. */
  onChange: () => void = () => undefined;

  constructor(private readonly behaviours: ImageBehaviours) {}

  /** @param name with its tag */
  has(name: string): boolean {
    return this.#present.has(name) || (this.behaviours.of(name)?.preloaded ?? false);
  }

  add(name: string): void {
    if (this.#present.has(name)) return;
    this.#present.add(name);
    this.onChange();
  }

  remove(name: string): void {
    if (this.#present.delete(name)) this.onChange();
  }

  /** For a Node's status: the largest ones first. */
  list(): readonly ContainerImage[] {
    return [...this.#present]
      .map((name) => ({ names: [imageID(name), name], sizeBytes: this.behaviours.of(name)?.sizeBytes ?? 0 }))
      .sort((a, b) => b.sizeBytes - a.sizeBytes)
      .slice(0, LISTED);
  }
}

/** `REPOSITORY@sha256:...` of an image with its tag. */
export function imageID(name: string): string {
  const { digest = '' } = parseImageReference(name) ?? {};
  if (digest !== '') return name.replace(/:[^/:@]*@/, '@');
  return `${name.replace(/:[^/:]*$/, '')}@sha256:${sha256Hex(name)}`;
}
