/**
 * Deletes the pods of nodes with NoExecute taints that they don't tolerate, or no longer.
 *
 * Upstream: pkg/controller/nodelifecycle/scheduler/{taint_manager,timed_workers}.go
 */
import type { Node, Pod, Taint, Toleration } from '../../apimachinery/api/core-v1';
import { keyOf, splitKey } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { StatusError } from '../../apimachinery/status-error';
import { tolerates } from '../../apimachinery/tolerations';
import { withPodCondition } from '../../apiserver/subresources/pod-condition';
import type { ControllerContext } from '../../client/controller';
import type { EventRecorder } from '../../client/event-recorder';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/work-queue';
import type { Timer } from '../../clock/clock';

/** A deletion that is to come. */
interface Planned {
  readonly sinceMs: number;
  readonly timer: Timer;
}

const CONDITION = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByTaintManager',
  message: 'Taint manager: deleting due to NoExecute taint',
};

export class TaintEviction {
  readonly #events: EventRecorder;
  readonly #nodeQueue: WorkQueue;
  readonly #podQueue: WorkQueue;
  readonly #tainted = new Map<string, readonly Taint[]>();
  /** Null: the pod's deletion has been asked for. */
  readonly #planned = new Map<string, Planned | null>();

  constructor(
    private readonly context: ControllerContext,
    private readonly nodes: Informer<Node>,
    private readonly pods: Informer<Pod>,
    private readonly podsOf: (node: string) => readonly Pod[],
  ) {
    this.#events = context.events.forComponent('taint-controller');
    this.#nodeQueue = new WorkQueue(context.clock, (name) => this.#syncNode(name));
    this.#podQueue = new WorkQueue(context.clock, (key) => this.#syncPod(key));
  }

  start(): void {
    const enqueue = (node: Node): void => this.#nodeQueue.add(node.metadata.name);
    this.nodes.addHandlers({
      added: enqueue,
      updated: (before, after) => {
        const same = before.spec?.taints === after.spec?.taints;
        if (!same && !sameJson(noExecute(before), noExecute(after))) enqueue(after);
      },
      deleted: enqueue,
    });
    const enqueuePod = (pod: Pod): void => this.#podQueue.add(keyOf(pod));
    this.pods.addHandlers({
      added: enqueuePod,
      updated: (before, after) => {
        const moved = before.spec?.nodeName !== after.spec?.nodeName;
        if (moved || !sameJson(before.spec?.tolerations, after.spec?.tolerations)) enqueuePod(after);
      },
      deleted: enqueuePod,
    });
  }

  stop(): void {
    this.#nodeQueue.stop();
    this.#podQueue.stop();
    for (const planned of this.#planned.values()) planned?.timer.cancel();
    this.#planned.clear();
  }

  #syncNode(name: string): void {
    const node = this.nodes.get(name);
    const taints = node ? noExecute(node) : [];
    if (taints.length === 0) this.#tainted.delete(name);
    else this.#tainted.set(name, taints);
    if (!node) return;
    for (const pod of this.podsOf(name)) {
      if (taints.length === 0) this.#cancel(keyOf(pod));
      else this.#consider(pod, taints);
    }
  }

  #syncPod(key: string): void {
    const pod = this.pods.get(key);
    if (!pod) return this.#cancel(key);
    const taints = this.#tainted.get(pod.spec?.nodeName ?? '');
    if (taints) this.#consider(pod, taints);
  }

  #consider(pod: Pod, taints: readonly Taint[]): void {
    const key = keyOf(pod);
    const used = usedTolerations(taints, pod.spec?.tolerations ?? []);
    if (!used) {
      this.#cancel(key);
      return this.#plan(key, this.context.clock.now(), 0);
    }
    const seconds = leastSeconds(used);
    if (seconds === undefined) return this.#cancel(key);
    const nowMs = this.context.clock.now();
    const planned = this.#planned.get(key);
    // What is planned already is not put off, what is done not done again.
    if (planned === null || (planned && planned.sinceMs < nowMs)) return;
    this.#cancel(key);
    this.#plan(key, nowMs, seconds * 1000);
  }

  #plan(key: string, sinceMs: number, delayMs: number): void {
    if (this.#planned.has(key)) return;
    if (delayMs <= 0) {
      this.#evict(key);
      return;
    }
    this.#planned.set(key, { sinceMs, timer: this.context.clock.schedule(delayMs, () => this.#evict(key)) });
  }

  #cancel(key: string): void {
    const planned = this.#planned.get(key);
    this.#planned.delete(key);
    if (!planned) return;
    planned.timer.cancel();
    this.#tell(key, 'Cancelling deletion of Pod');
  }

  #evict(key: string): void {
    this.#tell(key, 'Marking for deletion Pod');
    const { namespace, name } = splitKey(key);
    const pods = this.context.client.resource<Pod>('pods');
    try {
      const pod = pods.get(name, namespace);
      const told = withPodCondition(pod, CONDITION, this.context.clock.now());
      if (!sameJson(told.status, pod.status)) pods.updateStatus(told);
      pods.delete(name, namespace);
      this.#planned.set(key, null);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.#planned.delete(key);
    }
  }

  #tell(key: string, what: string): void {
    const { namespace, name } = splitKey(key);
    const pod = { apiVersion: '', kind: 'Pod', metadata: { name, namespace } };
    this.#events.event(pod, 'Normal', 'TaintManagerEviction', `${what} ${key}`);
  }
}

function noExecute({ spec }: Node): readonly Taint[] {
  return (spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

/** The toleration of each taint; undefined where some taint has none. */
function usedTolerations(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): readonly Toleration[] | undefined {
  const used: Toleration[] = [];
  for (const taint of taints) {
    const toleration = tolerations.find((candidate) => tolerates(candidate, taint));
    if (!toleration) return undefined;
    used.push(toleration);
  }
  return used;
}

/** How long all of them tolerate; undefined: for ever. */
function leastSeconds(tolerations: readonly Toleration[]): number | undefined {
  const limits = tolerations.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
  return limits.length === 0 ? undefined : Math.max(Math.min(...limits), 0);
}
