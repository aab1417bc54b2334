/** Random parts of the names that a namespace holds, as labels and `generateName` tell them: kubectl prints them without saying so. */
import type { Json } from './suite';
import { valueAt } from './value-at';

const SUFFIX = /^[a-z0-9]{5}$/;
const HASH_LABELS = ['[pod-template-hash]', '[controller-revision-hash]', '[controller.kubernetes.io/hash]'];
const REVISION = 'metadata.annotations.[deployment.kubernetes.io/revision]';

/** Objects of a namespace. */
interface Named {
  readonly replicaSets: readonly Json[];
  readonly controllerRevisions: readonly Json[];
  readonly pods: readonly Json[];
}

export class LearntNames {
  readonly #hashes = new Set<string>();
  readonly #suffixes = new Set<string>();

  /** Pod-template hashes, the oldest revision first. */
  get hashes(): readonly string[] {
    return [...this.#hashes];
  }

  get suffixes(): readonly string[] {
    return [...this.#suffixes];
  }

  learn({ replicaSets, controllerRevisions, pods }: Named): void {
    const revisions = [...replicaSets, ...controllerRevisions].sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const revision of revisions) {
      const hash = hashOf(revision);
      if (hash) this.#hashes.add(hash);
    }
    for (const object of [...replicaSets, ...pods]) {
      const prefix = valueAt(object, 'metadata.generateName');
      const name = valueAt(object, 'metadata.name');
      if (typeof prefix !== 'string' || typeof name !== 'string' || !name.startsWith(prefix)) continue;
      const suffix = name.slice(prefix.length);
      if (SUFFIX.test(suffix)) this.#suffixes.add(suffix);
    }
  }
}

function revisionOf(object: Json): number {
  return Number(valueAt(object, REVISION) ?? valueAt(object, 'revision') ?? 0);
}

/** The label holds the hash alone, or behind the name of the owner. */
function hashOf(object: Json): string | undefined {
  const [label] = HASH_LABELS.map((name) => valueAt(object, `metadata.labels.${name}`)).filter(Boolean);
  return typeof label === 'string' ? label.replace(/^.*-/, '') : undefined;
}
