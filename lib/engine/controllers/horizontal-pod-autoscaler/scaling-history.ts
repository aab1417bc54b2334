/**
 * What an autoscaler has recommended and done lately: what windows and periods look back upon.
 *
 * An entry that is too old to count is overwritten by the next one, so that the lists stay as long as windows are.
 *
 * Upstream: pkg/controller/podautoscaler/horizontal.go (timestampedRecommendation, timestampedScaleEvent)
 */
import type { HPAScalingRules } from '../../apimachinery/api/autoscaling-v2';

interface Recommendation {
  readonly replicas: number;
  readonly atMs: number;
}

interface ScaleEvent {
  /** How many replicas came or went. */
  readonly change: number;
  readonly atMs: number;
}

export class ScalingHistory {
  readonly #recommendations: Recommendation[] = [];
  readonly #ups: ScaleEvent[] = [];
  readonly #downs: ScaleEvent[] = [];

  /** The number that was found at first counts as recommended. */
  recordInitial(replicas: number, nowMs: number): void {
    if (this.#recommendations.length === 0) this.#recommendations.push({ replicas, atMs: nowMs });
  }

  /** In the place of one from before `expiredMs`, if there is one. */
  recommend(replicas: number, nowMs: number, expiredMs: number): void {
    replaceLast(this.#recommendations, { replicas, atMs: nowMs }, ({ atMs }) => atMs < expiredMs);
  }

  /** Recommendations of which `counts` says that their time is not over. */
  recommendations(counts: (atMs: number) => boolean): number[] {
    return this.#recommendations.filter(({ atMs }) => counts(atMs)).map(({ replicas }) => replicas);
  }

  /** Notes a change; rules say for how long it has to be remembered. */
  scaled(before: number, after: number, rules: HPAScalingRules | undefined, nowMs: number): void {
    const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds));
    const event = { change: Math.abs(after - before), atMs: nowMs };
    const events = after > before ? this.#ups : this.#downs;
    replaceLast(events, event, ({ atMs }) => atMs < nowMs - longest * 1000);
  }

  /** How many replicas came, less those that went, within a period. */
  gained(periodSeconds: number, nowMs: number): number {
    const since = nowMs - periodSeconds * 1000;
    const sum = (events: readonly ScaleEvent[]): number =>
      events.filter(({ atMs }) => atMs > since).reduce((total, { change }) => total + change, 0);
    return sum(this.#ups) - sum(this.#downs);
  }
}

function replaceLast<T>(list: T[], entry: T, expired: (entry: T) => boolean): void {
  const index = list.findLastIndex(expired);
  if (index < 0) list.push(entry);
  else list[index] = entry;
}
