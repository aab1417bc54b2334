/**
 * The conditions of a node, in the order in which a kubelet writes them, and the events that tell of a change.
 *
 * Upstream: pkg/kubelet/nodestatus/setters.go
 */
import type { NodeCondition } from '../../apimachinery/api/core-v1';

/** What a node runs out of. */
export type Pressure = 'MemoryPressure' | 'DiskPressure' | 'PIDPressure';

/** Reason and message of a condition, and the reason of the event that tells of it. */
interface Wording {
  readonly reason: string;
  readonly message: string;
  readonly event: string;
}

const PRESSURES: Readonly<Record<Pressure, { readonly high: Wording; readonly low: Wording }>> = {
  MemoryPressure: {
    high: wording('KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'),
    low: wording('KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
  },
  DiskPressure: {
    high: wording('KubeletHasDiskPressure', 'kubelet has disk pressure'),
    low: wording('KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
  },
  PIDPressure: {
    high: wording('KubeletHasInsufficientPID', 'kubelet has insufficient PID available'),
    low: wording('KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
  },
};
const READY: Wording = { reason: 'KubeletReady', message: 'kubelet is posting ready status', event: 'NodeReady' };

/** Those that the kubelet writes. */
export const CONDITION_TYPES: readonly string[] = [...Object.keys(PRESSURES), 'Ready'];

export interface ReportedConditions {
  readonly conditions: readonly NodeCondition[];
  /** Reasons of the events to be told. */
  readonly events: readonly string[];
}

/**
 * @param before what the Node says now; those of others stay
 * @param notReady why the node is not ready
 * @param registering whether everything is news
 */
export function reportedConditions(
  before: readonly NodeCondition[],
  pressures: ReadonlySet<Pressure>,
  notReady: string | undefined,
  registering: boolean,
  now: string,
): ReportedConditions {
  const events: string[] = [];
  const report = (type: string, status: string, { reason, message, event }: Wording): NodeCondition => {
    const last = before.find((condition) => condition.type === type);
    const isSame = last?.status === status;
    if (!isSame || registering) events.push(event);
    const lastTransitionTime = isSame ? last.lastTransitionTime : now;
    return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message };
  };
  const own = (Object.keys(PRESSURES) as Pressure[]).map((type) => {
    const isHigh = pressures.has(type);
    return report(type, isHigh ? 'True' : 'False', isHigh ? PRESSURES[type].high : PRESSURES[type].low);
  });
  const ready =
    notReady === undefined
      ? report('Ready', 'True', READY)
      : report('Ready', 'False', { reason: 'KubeletNotReady', message: notReady, event: 'NodeNotReady' });
  const others = before.filter(({ type }) => !CONDITION_TYPES.includes(type));
  return { conditions: [...others, ...own, ready], events };
}

/** `KubeletHasDiskPressure`: the event is called `NodeHasDiskPressure`. */
function wording(reason: string, message: string): Wording {
  return { reason, message, event: reason.replace('Kubelet', 'Node') };
}
