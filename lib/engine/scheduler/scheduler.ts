/**
 * Gives each pod its node.
 *
 * Watches: Pods, Nodes, Namespaces, PodDisruptionBudgets, PersistentVolumes and their claims, what describes storage, the owners of Pods.
 * Writes: bindings, Pods' conditions and nominations, deletions of preempted Pods, volumes and claims that waited for a Pod, Events.
 * Upstream: pkg/scheduler/{scheduler,schedule_one,eventhandlers}.go
 * Differs: one pod after another is placed and bound within one instant, unless it waits for its volumes.
 */
import type { Namespace, Node, Pod, PodCondition } from '../apimachinery/api/core-v1';
import type { PodDisruptionBudget } from '../apimachinery/api/policy-v1';
import type { JsonObject } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { StatusError } from '../apimachinery/status-error';
import { withPodCondition } from '../apiserver/subresources/pod-condition';
import type { Client } from '../client/client';
import type { InformerFactory } from '../client/informer-factory';
import type { SeriesEventRecorder } from '../client/series-event-recorder';
import type { Scheduling } from '../clock/clock';
import { Suspension } from '../clock/suspension';
import type { Random } from '../random/random';
import { BindingCycle, type Placement } from './binding-cycle';
import { bestNodes } from './explanation/decision';
import { DecisionLog } from './explanation/decision-log';
import { outlookOf, type SchedulingExplanation } from './explanation/explanation';
import { Filtering } from './filtering';
import { fitErrorMessage, type Diagnosis } from './fit-error';
import { CycleState, type ClusterEvent } from './framework';
import { nodeChange } from './node-change';
import { groupSelectors } from './group-selector';
import { buildProfile } from './configuration/build-profile';
import { DEFAULT_SCHEDULER_CONFIGURATION, type SchedulerConfiguration } from './configuration/scheduler-configuration';
import { NominatedPods } from './nominated-pods';
import type { NamespaceLabels } from './pod-affinity-terms';
import type { PodFilters } from './pod-filters';
import { priorityOf } from './pod-priority';
import { Preemption, type Candidate } from './preemption';
import { caresAbout, type Profile } from './profile';
import { SchedulingQueue } from './scheduling-queue';
import { bestOf, Scoring, type NodeScores } from './scoring';
import { Snapshot } from './snapshot';
import { followStorage, storageListers } from './storage-listers';
import { wokenByNode, wokenByPod } from './waking';
import { VolumeBinder } from './volumes/volume-binder';

export interface SchedulerParts {
  readonly client: Client;
  readonly informers: InformerFactory;
  /** Of any component; each profile has one of its own made from it. */
  readonly events: SeriesEventRecorder;
  readonly clock: Scheduling;
  readonly random: Random;
  /** @default one profile, `default-scheduler`, with the default plugins */
  readonly configuration?: SchedulerConfiguration;
}

/** A profile at work. */
interface ProfileRun {
  readonly profile: Profile;
  readonly filtering: Filtering;
  readonly scoring: Scoring;
  readonly events: SeriesEventRecorder;
}

/** Why a pod was not placed. */
interface Failure {
  readonly reason: 'Unschedulable' | 'SchedulerError';
  readonly message: string;
  /** Who refused it. */
  readonly plugins: ReadonlySet<string>;
  /** The node to wait for; '' for none, undefined leaves what is said. */
  readonly nominated?: string;
}

export class Scheduler {
  /** By scheduler name. */
  readonly #runs: ReadonlyMap<string, ProfileRun>;
  readonly #namespaceLabels: NamespaceLabels;
  readonly #queue: SchedulingQueue;
  readonly #binding: BindingCycle;
  readonly #preemption: Preemption;
  readonly #snapshot = new Snapshot();
  readonly #nominated = new NominatedPods();
  readonly #decisions = new DecisionLog();
  #nextNode = 0;
  #planned = false;

  constructor(private readonly parts: SchedulerParts) {
    const { client, informers, clock, events } = parts;
    const namespaces = informers.of<Namespace>('namespaces');
    const budgets = informers.of<PodDisruptionBudget>('policy/poddisruptionbudgets');
    const storage = storageListers(informers);
    const configuration = parts.configuration ?? DEFAULT_SCHEDULER_CONFIGURATION;
    this.#namespaceLabels = (name) => namespaces.get(name)?.metadata.labels;
    const around = {
      namespaceLabels: this.#namespaceLabels,
      groupSelector: groupSelectors(informers),
      volumeBinder: new VolumeBinder(storage, client, informers.of<Pod>('pods')),
    };
    const profiles = configuration.profiles.map((profile) => buildProfile(profile, around));
    const runOf = (profile: Profile): ProfileRun => {
      const { schedulerName } = profile;
      return {
        profile,
        filtering: new Filtering(profile, this.#nominated),
        scoring: new Scoring(profile.score),
        events: events.forController(schedulerName, `${schedulerName}-boutique`),
      };
    };
    this.#runs = new Map(profiles.map((profile) => [profile.schedulerName, runOf(profile)]));
    this.#preemption = new Preemption((namespace) => budgets.list(namespace));
    this.#binding = new BindingCycle(client, clock, this.#snapshot, {
      bound: (placement) => this.#bound(placement),
      failed: (placement, error) => this.#bindingFailed(placement, error),
    });
    this.#queue = new SchedulingQueue(
      clock,
      (plugins, event) => profiles.some((profile) => caresAbout(profile, plugins, event)),
      (pod) => this.#runOf(pod)!.profile.preEnqueue.every((plugin) => plugin.preEnqueue!(pod) === undefined),
      () => this.#plan(),
      { initialMs: configuration.podInitialBackoffMs, maxMs: configuration.podMaxBackoffMs },
    );
  }

  start(): void {
    const { informers } = this.parts;
    informers.of<Node>('nodes').addHandlers({
      added: (node) => this.#putNode(node, 'NodeAdded'),
      updated: (before, after) => this.#putNode(after, nodeChange(before, after)),
      deleted: ({ metadata }) => this.#snapshot.removeNode(metadata.name),
    });
    informers.of<Pod>('pods').addHandlers({
      added: (pod) => this.#podAdded(pod),
      updated: (before, after) => this.#podUpdated(before, after),
      deleted: (pod) => this.#podDeleted(pod),
    });
    const namespacesChanged = (): void => this.#snapshot.namespacesChanged();
    informers.of<Namespace>('namespaces').addHandlers({
      added: namespacesChanged,
      updated: (before, after) => {
        if (!sameJson(before.metadata.labels, after.metadata.labels)) namespacesChanged();
      },
      deleted: namespacesChanged,
    });
    followStorage(informers, (event) => this.#queue.happened(event));
    informers.start();
  }

  #putNode(node: Node, event: ClusterEvent | undefined): void {
    const info = this.#snapshot.putNode(node);
    if (event) this.#queue.happened(event, wokenByNode(info));
  }

  #podAdded(pod: Pod): void {
    if (isAssigned(pod)) this.#place(pod, 'PodAdded');
    else if (this.#isOurs(pod)) this.#enqueue(pod, true);
  }

  #podUpdated(before: Pod, after: Pod): void {
    if (isFinished(after)) return this.#podDeleted(after);
    if (isAssigned(after)) {
      this.#leaveQueue(after);
      this.#place(after, isAssigned(before) ? 'PodUpdated' : 'PodAdded');
    } else if (this.#isOurs(after)) this.#enqueue(after, !sameJson(demands(before), demands(after)));
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
    this.#queue.happened(event, wokenByPod(pod, this.#namespaceLabels));
  }

  #enqueue(pod: Pod, changed: boolean): void {
    if (pod.metadata.deletionTimestamp !== undefined) return this.#leaveQueue(pod);
    this.#nominated.put(pod);
    this.#queue.put(pod, changed);
  }

  #leaveQueue({ metadata: { uid } }: Pod): void {
    this.#nominated.remove(uid);
    this.#queue.remove(uid);
  }

  #runOf(pod: Pod): ProfileRun | undefined {
    return this.#runs.get(pod.spec?.schedulerName ?? '');
  }

  #isOurs(pod: Pod): boolean {
    return this.#runOf(pod) !== undefined && !isFinished(pod);
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
    const run = this.#runOf(pod)!;
    const state = new CycleState(this.#snapshot);
    const found = run.filtering.run(state, pod, this.#nextNode);
    this.#nextNode = this.#snapshot.size === 0 ? 0 : (this.#nextNode + found.looked) % this.#snapshot.size;
    if (found.error !== undefined) return this.#report(pod, schedulerError(found.error));
    const { feasible, filters, diagnosis } = found;
    if (!filters || feasible.length === 0) return this.#fail(run, pod, diagnosis, filters);
    const scores = feasible.length === 1 ? undefined : run.scoring.run(filters.cycle, feasible);
    const node = scores ? bestOf(scores, this.parts.random) : feasible[0]!;
    this.#note(pod, diagnosis, '', { nodeName: node.name, scores });
    this.#nominated.remove(pod.metadata.uid);
    this.#binding.start({ profile: run.profile, state, pod, node });
  }

  /** Keeps why the pod was placed where it was, or was not. */
  #note(
    { metadata }: Pod,
    { refusals }: Diagnosis,
    message: string,
    chosen: { readonly nodeName?: string; readonly scores?: NodeScores } = {},
  ): void {
    this.#decisions.add(metadata.uid, {
      atMs: this.parts.clock.now(),
      nodeName: chosen.nodeName,
      message,
      refusals: refusals.groups(),
      best: chosen.scores && bestNodes(chosen.scores),
    });
  }

  /** Why a pod is where it is or still waits, and what would let it in. */
  explain(pod: Pod): SchedulingExplanation {
    const { name, namespace, uid } = pod.metadata;
    const { schedulerName = '', nodeName } = pod.spec ?? {};
    const run = isAssigned(pod) || isFinished(pod) ? undefined : this.#runOf(pod);
    return {
      pod: `${namespace}/${name}`,
      schedulerName,
      nodeName: nodeName === '' ? undefined : nodeName,
      decisions: this.#decisions.of(uid),
      outlook: run && outlookOf(run.profile, run.filtering, this.#snapshot, pod),
    };
  }

  #bound({ pod, node }: Placement): void {
    const { name, namespace } = pod.metadata;
    this.#leaveQueue(pod);
    const note = `Successfully assigned ${namespace}/${name} to ${node.name}`;
    const { events } = this.#runOf(pod)!;
    events.event({ subject: pod, type: 'Normal', reason: 'Scheduled', action: 'Binding', note });
  }

  #bindingFailed({ pod }: Placement, error: string): void {
    const gone = !this.parts.client.resource<Pod>('pods').find(pod.metadata.name, pod.metadata.namespace);
    if (gone) this.#leaveQueue(pod);
    else this.#report(pod, schedulerError(error));
    // The room that it was given is free again.
    this.#queue.happened('PodDeleted');
  }

  #fail(run: ProfileRun, pod: Pod, diagnosis: Diagnosis, filters: PodFilters | undefined): void {
    const { plugins } = diagnosis;
    if (diagnosis.nodeCount === 0) {
      const message = 'no nodes available to schedule pods';
      return this.#report(pod, { reason: 'Unschedulable', message, plugins });
    }
    const failure = (message: string, nominated: string | undefined): void => {
      this.#note(pod, diagnosis, message);
      this.#report(pod, { reason: 'Unschedulable', message, plugins, nominated });
    };
    if (!run.profile.preempts) return failure(fitErrorMessage(diagnosis), undefined);
    const result = this.#preemption.run(this.#snapshot, pod, diagnosis, filters);
    if ('message' in result) {
      const message = fitErrorMessage({ ...diagnosis, postFilter: `preemption: ${result.message}.` });
      return failure(message, result.keepsNomination ? undefined : '');
    }
    this.#evict(run, pod, result.candidate);
    failure(fitErrorMessage(diagnosis), result.candidate.nodeName);
  }

  #evict({ profile, events }: ProfileRun, pod: Pod, { nodeName, victims }: Candidate): void {
    for (const victim of victims) {
      this.#disrupt(victim, disruptionTarget(profile.schedulerName));
      const note = `Preempted by a pod on node ${nodeName}`;
      const about = {
        subject: victim,
        related: pod,
        type: 'Normal',
        reason: 'Preempted',
        action: 'Preempting',
        note,
      } as const;
      events.event(about);
    }
    // Room that was promised to less important pods is no longer theirs.
    for (const other of this.#nominated.on(nodeName)) {
      if (priorityOf(other) < priorityOf(pod))
        this.#writeStatus(other, (status) => ({ ...status, nominatedNodeName: undefined }));
    }
  }

  #disrupt(victim: Pod, target: ReturnType<typeof disruptionTarget>): void {
    const pods = this.parts.client.resource<Pod>('pods');
    const { name, namespace = '' } = victim.metadata;
    try {
      const current = pods.get(name, namespace);
      pods.updateStatus(withPodCondition(current, target, this.parts.clock.now()));
      pods.delete(name, namespace);
    } catch (error) {
      if (error instanceof Suspension) error.whenAnswered(() => this.#disrupt(victim, target));
      else if (!(error instanceof StatusError)) throw error;
    }
  }

  #report(pod: Pod, { reason, message, plugins, nominated }: Failure): void {
    this.#queue.giveBack(pod.metadata.uid, plugins);
    const { events } = this.#runOf(pod)!;
    events.event({ subject: pod, type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', note: message });
    const condition = { type: 'PodScheduled', status: 'False', reason, message };
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
      if (error instanceof Suspension) error.whenAnswered(() => this.#writeStatus(pod, change));
      else if (!(error instanceof StatusError)) throw error;
    }
  }
}

function isAssigned({ spec }: Pod): boolean {
  return (spec?.nodeName ?? '') !== '';
}

function isFinished({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** What of a pod may make a difference: all but its status and what the server notes. */
function demands({ metadata, spec }: Pod): JsonObject {
  return { labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {}, spec: spec ?? {} };
}

/** Something went wrong; any change is a reason to try again. */
function schedulerError(message: string): Failure {
  return { reason: 'SchedulerError', message, plugins: new Set(), nominated: '' };
}

function disruptionTarget(schedulerName: string): PodCondition {
  return {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: `${schedulerName}: preempting to accommodate a higher priority pod`,
  };
}
