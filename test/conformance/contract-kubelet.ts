/**
 * Stands in for every kubelet, as when the controllers' answers were recorded: reports for Nodes and gives Pods the states that their
 * annotations `boutique.test/*` ask for, on the cluster's virtual time.
 */
import type { Container, Node, NodeCondition, Pod, PodStatus } from '../../lib/engine/apimachinery/api/core-v1';
import { isStatusError } from '../../lib/engine/apimachinery/status-error';
import { formatTime, parseDuration } from '../../lib/engine/apimachinery/time';
import type { Client } from '../../lib/engine/client/client';
import type { Timer } from '../../lib/engine/clock/clock';
import type { Cluster } from '../../lib/engine/cluster';

const HOST_IP = '172.18.0.9';
const HEARTBEAT_MS = 2_500;
const STAGE_MS = 1_000;
/** Somebody outside hears of a change, and answers it, through sockets: others have heard of it by then. */
const ROUND_TRIP_MS = 10;
const ADDRESSES_PER_OCTET = 250;

type Stage = 'runs' | 'ends' | 'goes';

const NODE_CONDITIONS = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const;

export class ContractKubelet {
  readonly #client: Client;
  readonly #planned = new Map<string, { readonly stage: Stage; readonly timer: Timer }>();
  readonly #addresses = new Map<string, number>();

  constructor(private readonly cluster: Cluster) {
    this.#client = cluster.client('kubelet');
    const { store, clock } = cluster;
    store.table<Node>('nodes').subscribe(({ type, object }) => {
      if (type === 'ADDED') clock.schedule(0, () => this.#adopt(object));
    });
    store.table<Pod>('pods').subscribe(({ type, object }) => {
      if (type === 'DELETED') this.#forget(object);
      else clock.schedule(0, () => this.#follow(object));
    });
    this.#beat();
  }

  #now(): string {
    return formatTime(this.cluster.clock.now());
  }

  #beat(): void {
    this.cluster.clock.schedule(HEARTBEAT_MS, () => {
      for (const node of this.#client.resource<Node>('nodes').list()) this.#report(node);
      this.#beat();
    });
  }

  #adopt({ metadata }: Node): void {
    const node = this.#client.resource<Node>('nodes').find(metadata.name);
    if (!node || !plays(node)) return;
    this.#report(node);
    for (const pod of this.#client.resource<Pod>('pods').list({ fieldSelector: `spec.nodeName=${metadata.name}` })) {
      this.#follow(pod);
    }
  }

  #report(node: Node): void {
    if (!plays(node)) return;
    const now = this.#now();
    const known = new Map((node.status?.conditions ?? []).map(({ type, status }) => [type, status]));
    const conditions = NODE_CONDITIONS.map(([type, status, reason, message]): Partial<NodeCondition> => ({
      type,
      status,
      reason,
      message,
      lastHeartbeatTime: now,
      ...(known.get(type) === status ? {} : { lastTransitionTime: now }),
    }));
    const { name, uid } = node.metadata;
    const addresses = [
      { type: 'InternalIP', address: HOST_IP },
      { type: 'Hostname', address: name },
    ];
    this.#patch('nodes', name, '', { metadata: { uid }, status: { addresses, conditions } });
  }

  #patch(plural: string, name: string, namespace: string, body: object): void {
    try {
      this.#client.resource(plural).patch(name, namespace, 'strategic', body, { subresource: 'status' });
    } catch (error) {
      if (!isStatusError(error, 'NotFound') && !isStatusError(error, 'Conflict')) throw error;
    }
  }

  #forget({ metadata }: Pod): void {
    this.#planned.get(metadata.uid)?.timer.cancel();
    this.#planned.delete(metadata.uid);
  }

  #follow({ metadata }: Pod): void {
    const pod = this.#client.resource<Pod>('pods').find(metadata.name, metadata.namespace);
    if (!pod || pod.metadata.uid !== metadata.uid || !this.#hasKubelet(pod)) return;
    this.#plan(pod);
    this.#checkReadiness(pod);
  }

  #hasKubelet({ spec }: Pod): boolean {
    const node = spec?.nodeName ? this.#client.resource<Node>('nodes').find(spec.nodeName) : undefined;
    return node !== undefined && plays(node);
  }

  #plan(pod: Pod): void {
    const [stage, delayMs = 0] = nextStage(pod);
    const { uid, name, namespace } = pod.metadata;
    const planned = this.#planned.get(uid);
    if (!stage || planned?.stage === stage) return;
    planned?.timer.cancel();
    const timer = this.cluster.clock.schedule(delayMs, () => {
      const current = this.#client.resource<Pod>('pods').find(name, namespace);
      if (current?.metadata.uid === uid) this.#play(stage, current);
    });
    this.#planned.set(uid, { stage, timer });
  }

  #play(stage: Stage, pod: Pod): void {
    if (stage === 'goes') return this.#remove(pod);
    this.#patchStatus(pod, stage === 'runs' ? this.#running(pod) : this.#ended(pod));
  }

  #remove({ metadata: { name, namespace, uid } }: Pod): void {
    try {
      const options = { gracePeriodSeconds: 0, preconditions: { uid } };
      this.#client.resource('pods').delete(name, namespace, options);
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }

  #patchStatus({ metadata }: Pod, status: object): void {
    this.#patch('pods', metadata.name, metadata.namespace!, { metadata: { uid: metadata.uid }, status });
  }

  #running(pod: Pod): object {
    const now = this.#now();
    const waiting = mark(pod, 'waiting');
    const ready = mark(pod, 'ready') !== 'false';
    const ip = waiting === undefined ? this.#address(pod) : undefined;
    const { containers, initContainers } = pod.spec!;
    const done = { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } };
    return {
      phase: waiting === undefined ? 'Running' : 'Pending',
      startTime: now,
      hostIP: HOST_IP,
      ...(ip === undefined ? {} : { podIP: ip, podIPs: [{ ip }] }),
      conditions: [
        { type: 'Initialized', status: 'True', lastTransitionTime: now },
        ...readiness(pod, ready && waiting === undefined, now),
      ],
      ...(initContainers && { initContainerStatuses: initContainers.map((it) => containerStatus(it, done, true)) }),
      containerStatuses: containers.map((it) =>
        waiting === undefined
          ? containerStatus(it, { running: { startedAt: now } }, ready, true)
          : containerStatus(it, { waiting: { reason: waiting } }),
      ),
    };
  }

  #ended(pod: Pod): object {
    const now = this.#now();
    const exitCode = Number(mark(pod, 'exit-code') ?? 0);
    const reason = exitCode === 0 ? 'Completed' : 'Error';
    const terminated = { exitCode, reason, startedAt: pod.status!.startTime, finishedAt: now };
    const initialized = { type: 'Initialized', status: 'True', reason: 'PodCompleted', lastTransitionTime: now };
    return {
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      conditions: [
        ...(exitCode === 0 ? [initialized] : []),
        ...readiness(pod, false, now, exitCode === 0 ? 'PodCompleted' : 'PodFailed'),
      ],
      containerStatuses: pod.spec!.containers.map((it) => containerStatus(it, { terminated })),
    };
  }

  #address({ spec }: Pod): string {
    if (spec!.hostNetwork) return HOST_IP;
    const nodeName = spec!.nodeName!;
    const range = this.#client.resource<Node>('nodes').get(nodeName).spec?.podCIDR ?? '10.244.0.0/16';
    const [a, b, c] = range.split(/[./]/);
    const number = (this.#addresses.get(nodeName) ?? 1) + 1;
    this.#addresses.set(nodeName, number);
    return `${a}.${b}.${Number(c) + Math.floor(number / ADDRESSES_PER_OCTET)}.${(number % ADDRESSES_PER_OCTET) + 2}`;
  }

  /** The annotation says whether a running pod is ready, each time anew. */
  #checkReadiness(pod: Pod): void {
    const { status, metadata } = pod;
    if (status?.phase !== 'Running' || metadata.deletionTimestamp !== undefined || !status.containerStatuses) return;
    const condition = status.conditions?.find(({ type }) => type === 'Ready');
    const ready = mark(pod, 'ready') !== 'false';
    const isReady = condition?.status === 'True';
    if (isReady === ready || (!isReady && condition?.reason !== 'ContainersNotReady')) return;
    const containerStatuses = status.containerStatuses.map((it) => ({ ...it, ready }));
    this.#patchStatus(pod, { conditions: readiness(pod, ready, this.#now()), containerStatuses });
  }
}

function plays(node: Node): boolean {
  return node.metadata.annotations?.['boutique.test/kubelet'] !== 'off';
}

function mark({ metadata }: Pod, name: string): string | undefined {
  return metadata.annotations?.[`boutique.test/${name}`];
}

function duration(pod: Pod, name: string, otherwiseMs: number): number {
  const text = mark(pod, name);
  return text === undefined ? otherwiseMs : parseDuration(text);
}

function nextStage(pod: Pod): readonly [Stage, number] | readonly [] {
  const { metadata, status } = pod;
  if (metadata.deletionTimestamp !== undefined) return ['goes', duration(pod, 'terminates-in', ROUND_TRIP_MS)];
  if (status?.phase === 'Pending' && !status.containerStatuses) return ['runs', STAGE_MS];
  const ends =
    mark(pod, 'exit-code') !== undefined ||
    metadata.ownerReferences?.some(({ kind, controller }) => kind === 'Job' && controller);
  return status?.phase === 'Running' && ends ? ['ends', duration(pod, 'runs-for', STAGE_MS)] : [];
}

type PatchedCondition = { readonly [Member in keyof NonNullable<PodStatus['conditions']>[number]]?: string | null };

function readiness(pod: Pod, ready: boolean, now: string, reason = 'ContainersNotReady'): PatchedCondition[] {
  const names = pod.spec!.containers.map(({ name }) => name).join(' ');
  const message = reason === 'ContainersNotReady' ? `containers with unready status: [${names}]` : null;
  return ['Ready', 'ContainersReady'].map((type) =>
    ready
      ? { type, status: 'True', reason: null, message: null, lastTransitionTime: now }
      : { type, status: 'False', reason, message, lastTransitionTime: now },
  );
}

function containerStatus({ name, image }: Container, state: object, ready = false, started = false): object {
  return { name, image, imageID: '', ready, started, restartCount: 0, state };
}
