/**
 * Which autoscalers select a pod: two that scale the same pods would work against each other.
 *
 * Upstream: pkg/controller/util/selectors/bimultimap.go, pkg/controller/podautoscaler/horizontal.go (hpasControllingPodsUnderSelector)
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { Selector } from '../../apimachinery/labels';
import { splitKey } from '../../apimachinery/object-meta';

export class AutoscalerSelectors {
  /** By namespace, then by name. */
  readonly #selectors = new Map<string, Map<string, Selector>>();

  /** Selects nothing until {@link set}. */
  register(key: string): void {
    const { namespace, name } = splitKey(key);
    const known = this.#selectors.get(namespace) ?? new Map<string, Selector>();
    this.#selectors.set(namespace, known);
    if (!known.has(name)) known.set(name, Selector.nothing);
  }

  /** Changes nothing for an autoscaler that is gone. */
  set(key: string, selector: Selector): void {
    const { namespace, name } = splitKey(key);
    const known = this.#selectors.get(namespace);
    if (known?.has(name)) known.set(name, selector);
  }

  forget(key: string): void {
    const { namespace, name } = splitKey(key);
    const known = this.#selectors.get(namespace);
    known?.delete(name);
    if (known?.size === 0) this.#selectors.delete(namespace);
  }

  /** Names of the autoscalers that select any of the pods, in order. */
  selecting(namespace: string, pods: readonly Pod[]): string[] {
    return [...(this.#selectors.get(namespace) ?? [])]
      .filter(([, selector]) => pods.some(({ metadata }) => selector.matches(metadata.labels)))
      .map(([name]) => name)
      .sort();
  }
}
