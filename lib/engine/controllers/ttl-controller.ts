/**
 * Tells kubelets, in an annotation of their Node, how long they may keep Secrets and ConfigMaps: the longer, the larger the cluster.
 *
 * Watches: Nodes. Writes: Nodes' annotations.
 * Upstream: pkg/controller/ttl/ttl_controller.go
 */
import type { Node } from '../apimachinery/api/core-v1';
import { ReconcilingController, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';

const ANNOTATION = 'node.alpha.kubernetes.io/ttl';
/** The ranges of sizes overlap, so that a cluster at a boundary does not go to and fro. */
const BOUNDARIES = [
  { minSize: 0, maxSize: 100, ttlSeconds: 0 },
  { minSize: 90, maxSize: 500, ttlSeconds: 15 },
  { minSize: 450, maxSize: 1000, ttlSeconds: 30 },
  { minSize: 900, maxSize: 2000, ttlSeconds: 60 },
  { minSize: 1800, maxSize: Infinity, ttlSeconds: 300 },
] as const;

export class TtlController extends ReconcilingController {
  readonly name = 'ttl-controller';
  readonly #nodes: Informer<Node>;
  #nodeCount = 0;
  #step = 0;

  constructor(context: ControllerContext) {
    super(context);
    this.#nodes = context.informers.of<Node>('nodes');
  }

  start(): void {
    const enqueue = (node: Node): void => this.queue.add(node.metadata.name);
    this.#nodes.addHandlers({
      added: (node) => {
        this.#nodeCount++;
        if (this.#nodeCount > BOUNDARIES[this.#step]!.maxSize) this.#step++;
        enqueue(node);
      },
      // A node learns of another size of the cluster with its next report.
      updated: (_before, node) => {
        if (!this.#isToldIn(node)) enqueue(node);
      },
      deleted: () => {
        this.#nodeCount--;
        if (this.#nodeCount < BOUNDARIES[this.#step]!.minSize) this.#step--;
      },
    });
  }

  reconcile(name: string): void {
    const node = this.#nodes.get(name);
    if (!node || this.#isToldIn(node)) return;
    const annotations = { [ANNOTATION]: String(BOUNDARIES[this.#step]!.ttlSeconds) };
    this.context.client.resource<Node>('nodes').patch(name, '', 'strategic', { metadata: { annotations } });
  }

  #isToldIn({ metadata }: Node): boolean {
    const text = metadata.annotations?.[ANNOTATION];
    return text !== undefined && text !== '' && Number(text) === BOUNDARIES[this.#step]!.ttlSeconds;
  }
}
