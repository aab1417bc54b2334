/**
 * The images on a node.
 *
 * Upstream: pkg/kubelet/nodestatus/setters.go (Images), staging/src/k8s.io/cri-api (ImageStatus)
 * Differs: an image's digest is the SHA-256 of its name with tag.
 */
import type { ContainerImage } from '../../apimachinery/api/core-v1';
import { parseImageReference } from '../../apimachinery/image-reference';
import { sha256Hex } from '../../apimachinery/sha256';
import type { ImageBehaviours } from './image-behaviours';

/** As many as a Node lists. */
const LISTED = 50;

/** An image on the node, and since when nobody has used it. */
export interface NodeImage {
  readonly name: string;
  readonly sizeBytes: number;
  readonly pulledMs: number;
  /** When the last container of it was forgotten; before its pull where there was none. */
  readonly lastUsedMs: number;
}

export class NodeImages {
  readonly #present = new Map<string, NodeImage>();
  #sizeBytes = 0;
  /** Told when there is another image, or one less. */
  onChange: () => void = () => undefined;
  /** Told when images take more of the disk than before. */
  onGrowth: () => void = () => undefined;

  constructor(private readonly behaviours: ImageBehaviours) {}

  /** What all images take of the disk together. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** @param name with its tag */
  has(name: string): boolean {
    return this.#present.has(name) || (this.behaviours.of(name)?.preloaded ?? false);
  }

  add(name: string, nowMs: number): void {
    if (this.#present.has(name)) return;
    const sizeBytes = this.behaviours.of(name)?.sizeBytes ?? 0;
    this.#present.set(name, { name, sizeBytes, pulledMs: nowMs, lastUsedMs: -Infinity });
    this.#sizeBytes += sizeBytes;
    this.onChange();
    if (sizeBytes > 0) this.onGrowth();
  }

  /** A container made from it is forgotten. */
  released(name: string, nowMs: number): void {
    const image = this.#present.get(name);
    if (image) this.#present.set(name, { ...image, lastUsedMs: nowMs });
  }

  remove(name: string): void {
    const image = this.#present.get(name);
    if (!image) return;
    this.#present.delete(name);
    this.#sizeBytes -= image.sizeBytes;
    this.onChange();
  }

  all(): readonly NodeImage[] {
    return [...this.#present.values()];
  }

  /** For a Node's status: the largest ones first. */
  list(): readonly ContainerImage[] {
    return this.all()
      .map(({ name, sizeBytes }) => ({ names: [imageID(name), name], sizeBytes }))
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
