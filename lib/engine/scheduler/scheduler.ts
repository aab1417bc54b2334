/**
 * Gives each pod its node.
 *
 * Watches: Pods, Nodes, Namespaces, PodDisruptionBudgets. Writes: bindings, Pods' conditions and nominations, deletions of preempted Pods, Events.
 * Upstream: pkg/scheduler/{scheduler,schedule_one,eventhandlers}.go
 * Differs: one pod after another is placed and bound within one instant; volumes are not looked at yet; one profile.
 */
import type { Namespace, Node, Pod } from '../apimachinery/api/core-v1';
import type { PodDisruptionBudget } from '../apimachinery/api/policy-v1';
import type { JsonObject } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { isStatusError, StatusError } from '../apimachinery/status-error';
import { withPodCondition } from '../apiserver/subresources/pod-condition';
import type { Client } from '../client/client';
import type { InformerFactory } from '../client/informer-factory';
import type { SeriesEventRecorder } from '../client/series-event-recorder';
import type { Scheduling } from '../clock/clock';
import type { Random } from '../random/random';
import { Filtering, priorityOf } from './filtering';
import { fitErrorMessage, type Diagnosis } from './fit-error';
import { CycleState, type ClusterEvent, type Plugin } from './framework';
import type { NodeInfo } from './node-info';
import { nodeChanges } from './node-changes';
import { groupSelectors } from './group-selector';
import { defaultPlugins } from './plugins';
import { Preemption, type Candidate } from './preemption';
import { SchedulingQueue } from './scheduling-queue';
import { bestOf, scoreNodes } from './scoring';
import { Snapshot } from './snapshot';

const NAME = 'default-scheduler';
const DISRUPTION_TARGET = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'PreemptionByScheduler',
  message: `${NAME}: preempting to accommodate a higher priority pod`,
};

export interface SchedulerParts {
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly events: SeriesEventRecorder;
  readonly clock: Scheduling;
  readonly random: Random;
}

export class Scheduler {
  readonly #plugins: readonly Plugin[];
  readonly #queue: SchedulingQueue;
  readonly #filtering: Filtering;
  readonly #preemption: Preemption;
  readonly #snapshot = new Snapshot();
  /** Pods that preemption has made room for, by uid. */
  readonly #nominated = new Map<string, Pod>();
  #nextNode = 0;
  #planned = false;

  constructor(private readonly parts: SchedulerParts) {
    const { informers, clock } = parts;
    const namespaces = informers.of<Namespace>('namespaces');
    const budgets = informers.of<PodDisruptionBudget>('policy/poddisruptionbudgets');
    this.#plugins = defaultPlugins({
      namespaceLabels: (name) => namespaces.get(name)?.metadata.labels,
      groupSelector: groupSelectors(informers),
    });
    this.#filtering = new Filtering(this.#plugins, (nodeName) => this.#nominatedTo(nodeName));
    this.#preemption = new Preemption(this.#filtering, (namespace) => budgets.list(namespace));
    this.#queue = new SchedulingQueue(
      clock,
      (plugins, event) => this.#plugins.some(({ name, wakesOn }) => plugins.has(name) && wakesOn?.includes(event)),
      (pod) => this.#admits(pod),
      () => this.#plan(),
    );
  }

  start(): void {
    const { informers } = this.parts;
    informers.of<Node>('nodes').addHandlers({
      added: (node) => {
        this.#snapshot.putNode(node);
        this.#queue.happened('NodeAdded');
      },
      updated: (before, after) => {
        this.#snapshot.putNode(after);
        for (const event of nodeChanges(before, after)) this.#queue.happened(event);
      },
      deleted: ({ metadata }) => this.#snapshot.removeNode(metadata.name),
    });
    informers.of<Pod>('pods').addHandlers({
      added: (pod) => this.#podAdded(pod),
      updated: (before, after) => this.#podUpdated(before, after),
      deleted: (pod) => this.#podDeleted(pod),
    });
    informers.start();
  }

  #podAdded(pod: Pod): void {
    if (isAssigned(pod)) this.#place(pod, 'PodAdded');
    else if (isOurs(pod)) this.#enqueue(pod, true);
  }

  #podUpdated(before: Pod, after: Pod): void {
    if (isFinished(after)) return this.#podDeleted(after);
    if (isAssigned(after)) {
      this.#leaveQueue(after);
      this.#place(after, isAssigned(before) ? 'PodUpdated' : 'PodAdded');
    } else if (isOurs(after)) this.#enqueue(after, !sameJson(demands(before), demands(after)));
  }

  #podDeleted(pod: Pod): void {
    this.#leaveQueue(pod);
    if (!isAssigned(pod)) return;
    this.#snapshot.removePod(pod);
    this.#queue.happened('PodDeleted');
  }

  #place(pod: Pod, event: ClusterEvent): void {
    if (isFinished(pod)) return;
    this.#snapshot.putPod(pod);
    this.#queue.happened(event);
  }

  #enqueue(pod: Pod, changed: boolean): void {
    if (pod.metadata.deletionTimestamp !== undefined) return this.#leaveQueue(pod);
    if (pod.status?.nominatedNodeName) this.#nominated.set(pod.metadata.uid, pod);
    else this.#nominated.delete(pod.metadata.uid);
    this.#queue.put(pod, changed);
  }

  #leaveQueue({ metadata: { uid } }: Pod): void {
    this.#nominated.delete(uid);
    this.#queue.remove(uid);
  }

  #nominatedTo(nodeName: string): readonly Pod[] {
    return [...this.#nominated.values()].filter(({ status }) => status?.nominatedNodeName === nodeName);
  }

  #admits(pod: Pod): boolean {
    return this.#plugins.every((plugin) => plugin.preEnqueue?.(pod) === undefined);
  }

  /** One pod an event of the clock, so that others act in between. */
  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    this.parts.clock.schedule(0, () => {
      this.#planned = false;
      const pod = this.#queue.take();
      if (!pod) return;
      this.#plan();
      this.#schedule(pod);
    });
  }

  #schedule(pod: Pod): void {
    const state = new CycleState(this.#snapshot);
    const found = this.#filtering.run(state, pod, this.#nextNode);
    this.#nextNode = this.#snapshot.size === 0 ? 0 : (this.#nextNode + found.looked) % this.#snapshot.size;
    if (found.feasible.length === 0) return this.#fail(state, pod, found.diagnosis);
    this.#bind(pod, this.#choose(state, pod, found.feasible));
  }

  #choose(state: CycleState, pod: Pod, feasible: readonly NodeInfo[]): NodeInfo {
    if (feasible.length === 1) return feasible[0]!;
    return bestOf(scoreNodes(this.#plugins, state, pod, feasible), this.parts.random);
  }

  #bind(pod: Pod, node: NodeInfo): void {
    const { name, namespace = '', uid } = pod.metadata;
    const assumed = { ...pod, spec: { ...pod.spec!, nodeName: node.name } };
    this.#snapshot.putPod(assumed);
    try {
      this.parts.client.resource<Pod>('pods').createSubresource('binding', name, namespace, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, namespace, uid } as Pod['metadata'],
        target: { kind: 'Node', name: node.name },
      });
      this.#leaveQueue(pod);
      const message = `Successfully assigned ${namespace}/${name} to ${node.name}`;
      this.parts.events.event({ subject: pod, type: 'Normal', reason: 'Scheduled', action: 'Binding', note: message });
    } catch (error) {
      this.#snapshot.removePod(assumed);
      if (!(error instanceof StatusError)) throw error;
      if (isStatusError(error, 'NotFound')) this.#leaveQueue(pod);
      else this.#queue.giveBack(uid, new Set());
    }
  }

  #fail(state: CycleState, pod: Pod, diagnosis: Diagnosis): void {
    if (diagnosis.nodeCount === 0)
      return this.#report(pod, 'no nodes available to schedule pods', diagnosis, undefined);
    const result = this.#preemption.run(state, pod, diagnosis);
    if ('message' in result) {
      const message = fitErrorMessage({ ...diagnosis, postFilter: `preemption: ${result.message}.` });
      return this.#report(pod, message, diagnosis, result.keepsNomination ? undefined : '');
    }
    this.#evict(pod, result.candidate);
    this.#report(pod, fitErrorMessage(diagnosis), diagnosis, result.candidate.nodeName);
  }

  #evict(pod: Pod, { nodeName, victims }: Candidate): void {
    const pods = this.parts.client.resource<Pod>('pods');
    for (const victim of victims) {
      const { name, namespace = '' } = victim.metadata;
      try {
        const current = pods.get(name, namespace);
        if (current.metadata.deletionTimestamp === undefined) {
          pods.updateStatus(withPodCondition(current, DISRUPTION_TARGET, this.parts.clock.now()));
          pods.delete(name, namespace);
        }
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
      }
      const note = `Preempted by a pod on node ${nodeName}`;
      const about = {
        subject: victim,
        related: pod,
        type: 'Normal',
        reason: 'Preempted',
        action: 'Preempting',
        note,
      } as const;
      this.parts.events.event(about);
    }
    // Room that was promised to less important pods is no longer theirs.
    for (const other of this.#nominatedTo(nodeName)) {
      if (priorityOf(other) < priorityOf(pod))
        this.#writeStatus(other, (status) => ({ ...status, nominatedNodeName: undefined }));
    }
  }

  /** @param nominated the node to wait for; '' for none, undefined leaves what is said */
  #report(pod: Pod, message: string, diagnosis: Diagnosis, nominated: string | undefined): void {
    this.#queue.giveBack(pod.metadata.uid, diagnosis.plugins);
    const note = message;
    this.parts.events.event({ subject: pod, type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', note });
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
    this.#writeStatus(pod, (status, current) => ({
      ...withPodCondition(current, condition, this.parts.clock.now()).status,
      ...(nominated === undefined ? {} : { nominatedNodeName: nominated === '' ? undefined : nominated }),
    }));
  }

  #writeStatus(pod: Pod, change: (status: Pod['status'], pod: Pod) => Pod['status']): void {
    const pods = this.parts.client.resource<Pod>('pods');
    const current = pods.find(pod.metadata.name, pod.metadata.namespace);
    if (!current || current.metadata.uid !== pod.metadata.uid) return;
    const status = change(current.status, current);
    if (sameJson(status, current.status)) return;
    try {
      pods.updateStatus({ ...current, status });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }
}

function isAssigned({ spec }: Pod): boolean {
  return (spec?.nodeName ?? '') !== '';
}

function isOurs(pod: Pod): boolean {
  return pod.spec?.schedulerName === NAME && !isFinished(pod);
}

function isFinished({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** What of a pod may make a difference: all but its status and what the server notes. */
function demands({ metadata, spec }: Pod): JsonObject {
  return { labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {}, spec: spec ?? {} };
}
