/**
 * When what last changed a Service's endpoints happened: a pod's readiness, or the creation of the Service.
 *
 * Upstream: staging/src/k8s.io/endpointslice/util/trigger_time_tracker.go
 */
import type { Pod, Service } from '../../apimachinery/api/core-v1';
import { keyOf } from '../../apimachinery/object-meta';
import { podCondition } from '../pods/pod-state';

export const LAST_CHANGE_TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

/** Times as the API writes them: their texts order as they do. */
interface ServiceState {
  readonly service: string;
  readonly pods: ReadonlyMap<string, string>;
}

export class TriggerTimes {
  readonly #states = new Map<string, ServiceState>();

  /** The earliest change since the last look, if there was any. To be asked at each look. */
  next(service: Service, pods: readonly Pod[]): string | undefined {
    const key = keyOf(service);
    const known = this.#states.get(key);
    const created = service.metadata.creationTimestamp;
    const times = new Map<string, string>();
    let earliest: string | undefined;
    for (const pod of pods) {
      const time = podCondition(pod, 'Ready')?.lastTransitionTime;
      if (!time) continue;
      times.set(pod.metadata.name, time);
      const last = known?.pods.get(pod.metadata.name);
      if (last !== undefined && time <= last) continue;
      if (earliest === undefined || time < earliest) earliest = time;
    }
    this.#states.set(key, { service: created, pods: times });
    if (!known) return created;
    if (created > known.service && (earliest === undefined || created < earliest)) return created;
    return earliest;
  }

  forget(key: string): void {
    this.#states.delete(key);
  }
}

/** The annotations with the time of the change, or without one. */
export function withTriggerTime(
  annotations: Readonly<Record<string, string>> | null | undefined,
  time: string | undefined,
): Record<string, string> {
  const { [LAST_CHANGE_TRIGGER_TIME]: _last, ...others } = annotations ?? {};
  return time === undefined ? others : { ...others, [LAST_CHANGE_TRIGGER_TIME]: time };
}
