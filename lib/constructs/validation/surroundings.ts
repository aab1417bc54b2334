/** What an object finds around it: the other objects of the app, and those that the user says the cluster has. */
import { type ExistingObject } from './existing';
import { namespaceOf, type Manifest, type ManifestSource, type Texts } from './manifest';
import { podsIn, selectorFinds, type FoundPod, type SelectorView } from './pods-in';

const key = (kind: string, namespace: string, name: string): string => `${kind}|${namespace}|${name}`;

/** The app as a whole. */
export class Surroundings {
  /** Every pod that the app makes. */
  readonly pods: readonly FoundPod[];
  /** Namespaces that the app puts pods into. */
  readonly namespaces: ReadonlySet<string>;
  readonly #manifests = new Map<string, Manifest>();
  readonly #existing = new Map<string, ExistingObject>();

  constructor(
    sources: readonly ManifestSource[],
    private readonly existing: readonly ExistingObject[] = [],
  ) {
    this.pods = podsIn(sources);
    this.namespaces = new Set(this.pods.map(({ namespace }) => namespace));
    for (const { manifest } of sources) {
      this.#manifests.set(key(manifest.kind, namespaceOf(manifest), manifest.metadata.name ?? ''), manifest);
    }
    for (const object of existing)
      this.#existing.set(key(object.kind, object.namespace ?? 'default', object.name), object);
  }

  /** An object of the app. */
  find(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.#manifests.get(key(kind, namespace, name));
  }

  /** An object that the user says the cluster has. */
  findExisting(kind: string, namespace: string, name: string): ExistingObject | undefined {
    return this.#existing.get(key(kind, namespace, name));
  }

  /** Whether there is such an object, here or there. */
  has(kind: string, namespace: string, name: string): boolean {
    return this.find(kind, namespace, name) !== undefined || this.findExisting(kind, namespace, name) !== undefined;
  }

  /** Names of the app's objects of a kind in a namespace. */
  names(kind: string, namespace: string): string[] {
    return [...this.#manifests.values()]
      .filter((manifest) => manifest.kind === kind && namespaceOf(manifest) === namespace)
      .map(({ metadata }) => metadata.name ?? '');
  }

  /** Pods that a selector finds in a namespace. */
  podsFor(selector: SelectorView, namespace: string): FoundPod[] {
    return this.pods.filter((pod) => pod.namespace === namespace && selectorFinds(selector, pod.labels));
  }

  /** Whether the user says that the cluster has pods that a selector finds. */
  existingPodsFor(selector: SelectorView, namespace: string): boolean {
    return this.existing.some(
      ({ kind, namespace: where = 'default', labels }) =>
        kind === 'Pod' && where === namespace && labels !== undefined && selectorFinds(selector, labels),
    );
  }

  /** Services of the app with these labels in a namespace. */
  servicesWith(labels: Texts, namespace: string): Manifest[] {
    return [...this.#manifests.values()].filter(
      (manifest) =>
        manifest.kind === 'Service' &&
        namespaceOf(manifest) === namespace &&
        selectorFinds({ matchLabels: labels }, manifest.metadata.labels ?? {}),
    );
  }
}

/** Names for a message: `a, b`, or `none`. */
export const listed = (names: readonly string[]): string => names.join(', ') || 'none';
