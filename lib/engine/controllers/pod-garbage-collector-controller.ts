/**
 * Removes pods that nobody else will: of nodes that are gone, deleted before they had a node, and ended ones when there are too many.
 *
 * Watches: Pods, Nodes. Writes: Pods' status; deletes Pods.
 * Upstream: pkg/controller/podgc/gc_controller.go
 * Differs: looks only in those of its rounds for which there is something to do.
 */
import type { Node, Pod } from '../apimachinery/api/core-v1';
import { StatusError } from '../apimachinery/status-error';
import { withPodCondition } from '../apiserver/subresources/pod-condition';
import type { Controller, ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import type { ControllerManagerOptions } from './controller-manager-options';
import { Rounds } from './nodes/rounds';
import { isPodFinished } from './pods/pod-state';

const PERIOD_MS = 20_000;
/** How long a node is given to show up. */
const QUARANTINE_MS = 40_000;
const BY_NODE = 'spec.nodeName';
const CANDIDATES = 'garbage';
const TERMINATED = 'terminated';
const TERMINATING = 'terminating';
const UNSCHEDULED = 'terminating without a node';
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';
const ORPHANED = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByPodGC',
  message: 'PodGC: node no longer exists',
};

export class PodGarbageCollectorController implements Controller {
  readonly name = 'pod-garbage-collector-controller';
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  /** When nodes that pods name and nobody knows have had their time. */
  readonly #quarantineEndsMs = new Map<string, number>();
  #rounds: Rounds | undefined;

  constructor(
    private readonly context: ControllerContext,
    private readonly options: ControllerManagerOptions,
  ) {
    this.#pods = context.informers.of<Pod>('pods');
    this.#nodes = context.informers.of<Node>('nodes');
    this.#pods.addIndex(BY_NODE, ({ spec }) => (spec?.nodeName ? [spec.nodeName] : []));
    this.#pods.addIndex(CANDIDATES, candidateAs);
  }

  start(): void {
    const rounds = new Rounds(this.context.clock, PERIOD_MS, (nodes) => this.#collect(nodes));
    this.#rounds = rounds;
    const look = (pod: Pod): void => {
      const node = pod.spec?.nodeName ?? '';
      const orphaned = node !== '' && !this.#nodes.get(node);
      if (orphaned || candidateAs(pod).some((kind) => this.#isDue(kind))) rounds.add(node, this.context.clock.now());
    };
    this.#pods.addHandlers({ added: look, updated: (_before, after) => look(after) });
    const lookAtNode = ({ metadata }: Node): void => {
      if (this.#podsOf(metadata.name).length > 0) rounds.add(metadata.name, this.context.clock.now());
    };
    this.#nodes.addHandlers({
      updated: (_before, node) => {
        if (isOutOfService(node)) lookAtNode(node);
      },
      deleted: lookAtNode,
    });
  }

  stop(): void {
    this.#rounds?.stop();
  }

  #podsOf(node: string): readonly Pod[] {
    return this.#pods.byIndex(BY_NODE, node);
  }

  #candidates(kind: string): readonly Pod[] {
    return this.#pods.byIndex(CANDIDATES, kind);
  }

  #isDue(kind: string): boolean {
    return kind !== TERMINATED || this.#surplus() > 0;
  }

  /** How many ended pods are too many. */
  #surplus(): number {
    const threshold = this.options.terminatedPodGcThreshold;
    return threshold > 0 ? this.#candidates(TERMINATED).length - threshold : 0;
  }

  #collect(nodes: ReadonlySet<string>): void {
    const oldest = [...this.#candidates(TERMINATED)].sort(evictedThenOldest);
    for (const pod of oldest.slice(0, Math.max(this.#surplus(), 0))) this.#delete(pod);
    const outOfService = this.#candidates(TERMINATING).filter((pod) => {
      const node = this.#nodes.get(pod.spec?.nodeName ?? '');
      return node !== undefined && isOutOfService(node);
    });
    for (const pod of [...outOfService].sort(evictedThenOldest)) this.#delete(pod);
    for (const node of nodes) if (node !== '') this.#collectOrphans(node);
    for (const pod of [...this.#candidates(UNSCHEDULED)]) this.#delete(pod);
  }

  #collectOrphans(node: string): void {
    const pods = [...this.#podsOf(node)];
    if (this.#nodes.get(node) || pods.length === 0) {
      this.#quarantineEndsMs.delete(node);
      return;
    }
    const nowMs = this.context.clock.now();
    const endsMs = this.#quarantineEndsMs.get(node);
    if (endsMs === undefined || endsMs > nowMs) {
      this.#quarantineEndsMs.set(node, endsMs ?? nowMs + QUARANTINE_MS);
      this.#rounds?.add(node, endsMs ?? nowMs + QUARANTINE_MS);
      return;
    }
    this.#quarantineEndsMs.delete(node);
    if (this.context.client.resource('nodes').find(node)) return;
    for (const pod of pods) this.#delete(pod, ORPHANED);
  }

  #delete(pod: Pod, condition?: typeof ORPHANED): void {
    const { name, namespace } = pod.metadata;
    const pods = this.context.client.resource<Pod>('pods');
    try {
      const fresh = pods.get(name, namespace);
      if (fresh.metadata.uid !== pod.metadata.uid) return;
      if (!isPodFinished(fresh)) {
        const told = condition ? withPodCondition(fresh, condition, this.context.clock.now()) : fresh;
        pods.updateStatus({ ...told, status: { ...told.status, phase: 'Failed' } });
      }
      pods.delete(name, namespace, { gracePeriodSeconds: 0 });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.context.onError?.(this.name, `${namespace}/${name}`, error);
      if (error.reason !== 'NotFound') this.#rounds?.add(pod.spec?.nodeName ?? '', this.context.clock.now() + 1);
    }
  }
}

/** What a pod may be collected as, its node apart. */
function candidateAs({ metadata, spec, status }: Pod): readonly string[] {
  const kinds: string[] = [];
  if (!['Pending', 'Running', 'Unknown'].includes(status?.phase ?? '')) kinds.push(TERMINATED);
  if (metadata.deletionTimestamp !== undefined) kinds.push(spec?.nodeName ? TERMINATING : UNSCHEDULED);
  return kinds;
}

/** Not ready, and somebody has said that it will not come back soon. */
function isOutOfService({ spec, status }: Node): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  return !ready && (spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false);
}

function evictedThenOldest(a: Pod, b: Pod): number {
  const evicted = ({ status }: Pod): boolean => status?.phase === 'Failed' && status.reason === 'Evicted';
  const keys = [a, b].map((pod) => `${evicted(pod) ? 0 : 1} ${pod.metadata.creationTimestamp} ${pod.metadata.name}`);
  return keys[0]! < keys[1]! ? -1 : 1;
}
