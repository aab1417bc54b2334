/**
 * How images are pulled and how their containers behave: data, to which a user adds.
 *
 * Keys of a table are image names, with `*` for any text: all images of a name, all of a registry (`registry.example/...`), a repository, a
 * repository with a tag. What several keys say of one image is put together; the more a key says, the more it counts, the beginning first.
 */
import { parseImageReference } from '../../apimachinery/image-reference';
import type { ContainerRun } from '../runtime/container-run';

/** Why an image cannot be pulled, as registries answer. */
export type PullFault = 'missing' | 'denied' | 'down' | 'failing' | 'unavailable' | 'unsigned';

/** Whoever may pull a private image. */
export interface ImageCredentials {
  readonly username: string;
  readonly password: string;
}

/** What a command does in the containers of an image. */
export interface ImageCommand {
  /** @default 0 */
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** How long it takes. @default 0 */
  readonly seconds?: number;
}

/** What an image is, and what its containers do when no annotation of the pod says otherwise. */
export interface ImageBehaviour extends ContainerRun {
  /** The user it runs as: a number, or a name. @default 0 */
  readonly user?: number | string;
  /** Variables without which it ends at once. @default none */
  readonly needs?: readonly string[];
  /** The exit code of that. @default 1 */
  readonly missingVariableExitCode?: number;
  /** The commands it has, by their names without path, besides those that every container knows. @default all, and all go well */
  readonly commands?: Readonly<Record<string, ImageCommand>>;
  /** Whether it has a shell, `sh -c "..."`. @default true */
  readonly shell?: boolean;
  /** How much is to be pulled; at 50 MB a second. @default 0: pulled at once */
  readonly sizeBytes?: number;
  /** How long pulling it takes, whatever its size. */
  readonly pullSeconds?: number;
  /** It is on every node from the start. @default false */
  readonly preloaded?: boolean;
  /** Tags that exist, as a regular expression for the whole tag; others are missing. @default all */
  readonly tags?: string;
  /** Pulling it fails so. */
  readonly pullFault?: PullFault;
  /** Only the first pulls of a node fail, so many. @default all */
  readonly pullFaults?: number;
  /** Only who says so may pull it. @default everybody */
  readonly credentials?: ImageCredentials;
}

/** By name, see above. */
export type ImageTable = Readonly<Record<string, ImageBehaviour>>;

/** Where behaviours are found. */
export interface ImageBehaviours {
  /** Undefined for an image that nothing is known of. */
  of(image: string): ImageBehaviour | undefined;
}

export const unknownImages: ImageBehaviours = { of: () => undefined };

interface Entry {
  readonly pattern: RegExp;
  readonly weight: number;
  readonly behaviour: ImageBehaviour;
}

export class ImageCatalogue implements ImageBehaviours {
  readonly #entries: readonly Entry[];
  readonly #known = new Map<string, ImageBehaviour | undefined>();

  /** Of tables that say something of the same image with the same key, the later one has more weight. */
  constructor(...tables: readonly ImageTable[]) {
    const entries = tables.flatMap((table) => Object.entries(table));
    this.#entries = entries
      .map(([key, behaviour]) => ({ pattern: globOf(key), weight: weightOf(key), behaviour }))
      .sort((a, b) => a.weight - b.weight);
  }

  of(image: string): ImageBehaviour | undefined {
    if (!this.#known.has(image)) this.#known.set(image, this.#find(image));
    return this.#known.get(image);
  }

  #find(image: string): ImageBehaviour | undefined {
    const names = namesOf(image);
    const matching = this.#entries.filter(({ pattern }) => names.some((name) => pattern.test(name)));
    if (matching.length === 0) return undefined;
    return matching.reduce<ImageBehaviour>((sum, { behaviour }) => ({ ...sum, ...behaviour }), {});
  }
}

/** As written and in full, with tag and without. */
function namesOf(image: string): readonly string[] {
  const reference = parseImageReference(image);
  const written = image.replace(/@.*$/, '');
  const names = [written, written.replace(/:[^/:]*$/, '')];
  if (!reference) return names;
  const { repository, tag } = reference;
  return [...names, repository, ...(tag === '' ? [] : [`${repository}:${tag}`])];
}

function globOf(key: string): RegExp {
  const parts = key.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** Names without `*` weigh most; then those that say more of the beginning, the registry. */
function weightOf(key: string): number {
  const star = key.indexOf('*');
  return star < 0 ? 1e6 + key.length : 1000 * star + key.length;
}
