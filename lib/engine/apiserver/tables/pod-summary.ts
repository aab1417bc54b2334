/**
 * The state of a pod in one word, as `kubectl get` shows it, with its ready containers and restarts.
 *
 * Upstream: pkg/printers/internalversion/printers.go (printPod)
 */
import type { KubeObject } from '../../apimachinery/object-meta';

interface TerminatedState {
  readonly exitCode?: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly finishedAt?: string | null;
}

export interface ShownContainerStatus {
  readonly name: string;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly running?: object;
    readonly terminated?: TerminatedState;
  };
  readonly lastState?: { readonly terminated?: TerminatedState };
}

interface ShownSpec {
  readonly containers?: readonly object[];
  readonly initContainers?: readonly { readonly name: string; readonly restartPolicy?: string }[];
  readonly nodeName?: string;
  readonly readinessGates?: readonly { readonly conditionType: string }[];
}

interface ShownStatus {
  readonly phase?: string;
  readonly reason?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
  readonly initContainerStatuses?: readonly ShownContainerStatus[];
  readonly containerStatuses?: readonly ShownContainerStatus[];
  readonly podIPs?: readonly { readonly ip?: string }[];
  readonly nominatedNodeName?: string;
}

export type ShownPod = KubeObject<{ readonly spec?: ShownSpec; readonly status?: ShownStatus }>;

export interface PodSummary {
  /** `1/2`: ready containers of all that count. */
  readonly ready: string;
  readonly reason: string;
  readonly restarts: number;
  /** When the container that was restarted last had ended. */
  readonly lastRestart: string | undefined;
}

export function podSummary(pod: ShownPod): PodSummary {
  const { spec, status } = pod;
  const restartable = new Set(
    (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name),
  );
  const total = (spec?.containers?.length ?? 0) + restartable.size;
  const initializing = initSummary(pod, restartable);
  const initialized = !initializing.reason || conditionOf(status, 'Initialized')?.status === 'True';
  const main = initialized ? mainSummary(pod, initializing.reason ?? podReason(status), restartable) : undefined;
  const { restarts, lastRestart } = main ?? initializing;
  const reason = main?.reason ?? initializing.reason ?? '';
  return {
    ready: `${initializing.ready + (main?.ready ?? 0)}/${total}`,
    reason: deletionReason(pod) ?? reason,
    restarts,
    lastRestart,
  };
}

function conditionOf(status: ShownStatus | undefined, type: string) {
  return status?.conditions?.find((condition) => condition.type === type);
}

function podReason(status: ShownStatus | undefined): string {
  const gated = status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  return gated ? 'SchedulingGated' : status?.reason || (status?.phase ?? '');
}

/** A pod that is being deleted says so, unless it has ended or its node is lost. */
function deletionReason({ metadata, status }: ShownPod): string | undefined {
  if (!metadata.deletionTimestamp) return undefined;
  if (status?.reason === 'NodeLost') return 'Unknown';
  return status?.phase === 'Failed' || status?.phase === 'Succeeded' ? undefined : 'Terminating';
}

interface PartSummary {
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart: string | undefined;
}

/** Up to the first init container that is neither done nor a started sidecar; its state is the pod's reason. */
function initSummary(
  { spec, status }: ShownPod,
  restartable: ReadonlySet<string>,
): PartSummary & { readonly reason?: string } {
  let ready = 0;
  const seen: ShownContainerStatus[] = [];
  for (const [index, container] of (status?.initContainerStatuses ?? []).entries()) {
    seen.push(container);
    const { waiting, terminated } = container.state ?? {};
    if (terminated && (terminated.exitCode ?? 0) === 0) continue;
    if (restartable.has(container.name) && container.started) {
      if (container.ready) ready++;
      continue;
    }
    const why = terminated
      ? terminatedReason(terminated)
      : waiting?.reason && waiting.reason !== 'PodInitializing'
        ? waiting.reason
        : `${index}/${spec?.initContainers?.length ?? 0}`;
    return { ready, ...restartsOf(seen), reason: `Init:${why}` };
  }
  return { ready, ...restartsOf(seen) };
}

/** The containers proper: the first one that has something to say gives the reason. */
function mainSummary(
  { status }: ShownPod,
  before: string,
  restartable: ReadonlySet<string>,
): PartSummary & { readonly reason: string } {
  const containers = status?.containerStatuses ?? [];
  let reason = before;
  let ready = 0;
  for (const { state, ready: isReady } of [...containers].reverse()) {
    if (state?.waiting?.reason) reason = state.waiting.reason;
    else if (state?.terminated) reason = terminatedReason(state.terminated);
    else if (isReady && state?.running) ready++;
  }
  if (reason === 'Completed' && ready > 0)
    reason = conditionOf(status, 'Ready')?.status === 'True' ? 'Running' : 'NotReady';
  const sidecars = (status?.initContainerStatuses ?? []).filter(({ name }) => restartable.has(name));
  return { ready, ...restartsOf([...sidecars, ...containers]), reason };
}

function terminatedReason({ reason, signal, exitCode }: TerminatedState): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`;
}

function restartsOf(containers: readonly ShownContainerStatus[]): Pick<PartSummary, 'restarts' | 'lastRestart'> {
  let restarts = 0;
  let lastRestart: string | undefined;
  for (const { restartCount, lastState } of containers) {
    restarts += restartCount ?? 0;
    const finishedAt = lastState?.terminated?.finishedAt;
    if (finishedAt && (lastRestart === undefined || finishedAt > lastRestart)) lastRestart = finishedAt;
  }
  return { restarts, lastRestart };
}
