/** Do autoscalers reach their upper bound with room for all pods, and come back to the lower one? */
import type { HorizontalPodAutoscaler } from '../../engine/apimachinery/api/autoscaling-v2';
import { duration, type Row } from '../check-report';
import { settle } from '../readiness';
import type { Rehearsal } from '../rehearsal';
import type { RehearsedCluster } from '../rehearsed-cluster';
import { isAvailable, isWorkload, type WorkloadObject } from '../workload';
import { whyNotReady } from '../why-not-ready';

/** Far above any target. */
const RUSH = 10;
const IDLE = 0.01;
const UP_WITHIN_MS = 30 * 60_000;
/** Autoscalers come down by their own policies, after 5 minutes of looking back unless told otherwise. */
const DOWN_WITHIN_MS = 90 * 60_000;

export const autoscalerBounds: Rehearsal = {
  name: 'autoscaler-bounds',
  question: 'Do autoscalers reach both of their bounds, with room for all pods?',
  run(stage) {
    settle(stage);
    const autoscalers = stage.objects<HorizontalPodAutoscaler>('HorizontalPodAutoscaler');
    if (autoscalers.length === 0) return [];
    const scaled = autoscalers.map((autoscaler) => new Scaled(stage, autoscaler));
    stage.load.set(RUSH);
    reach(stage, scaled, UP_WITHIN_MS, (it) => it.maxReplicas);
    const rows = scaled.map((it) => it.noteTop());
    stage.load.set(IDLE);
    reach(stage, scaled, DOWN_WITHIN_MS, (it) => it.minReplicas);
    stage.load.calmDown();
    return scaled.map((it, index) => it.row(rows[index]));
  },
};

/** Waits until each workload has so many pods, all available; notes when it had. */
function reach(
  stage: RehearsedCluster,
  scaled: readonly Scaled[],
  withinMs: number,
  count: (it: Scaled) => number,
): void {
  const startMs = stage.now();
  const reached = new Set<Scaled>();
  for (const it of scaled) it.tookMs = undefined;
  stage.waitFor(() => {
    for (const it of scaled) {
      if (reached.has(it) || !it.isAt(count(it))) continue;
      reached.add(it);
      it.tookMs = stage.now() - startMs;
    }
    return reached.size === scaled.length;
  }, withinMs);
}

/** One autoscaler and what it scales. */
class Scaled {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  tookMs: number | undefined;
  #upMs: number | undefined;

  constructor(
    private readonly stage: RehearsedCluster,
    private readonly autoscaler: HorizontalPodAutoscaler,
  ) {
    this.minReplicas = autoscaler.spec?.minReplicas ?? 1;
    this.maxReplicas = autoscaler.spec?.maxReplicas ?? 1;
  }

  isAt(replicas: number): boolean {
    const target = this.#target();
    return (
      target !== undefined && 'replicas' in target.spec! && target.spec.replicas === replicas && isAvailable(target)
    );
  }

  /** What keeps it from its upper bound; undefined where it got there. */
  noteTop(): string | undefined {
    this.#upMs = this.tookMs;
    if (this.#upMs !== undefined) return undefined;
    const target = this.#target();
    const at = target && 'replicas' in target.spec! ? target.spec.replicas : 0;
    const why = at === this.maxReplicas ? whyNotReady(this.stage, target!) : this.#condition();
    return `${at} of ${this.maxReplicas} replicas asked for: ${why}`;
  }

  row(notUp: string | undefined): Row {
    const { minReplicas, maxReplicas } = this;
    const figures = {
      minReplicas,
      maxReplicas,
      ...(this.#upMs === undefined ? {} : { upAfterSeconds: this.#upMs / 1000 }),
      ...(this.tookMs === undefined ? {} : { downAfterSeconds: this.tookMs / 1000 }),
    };
    if (notUp !== undefined || this.#upMs === undefined) {
      return this.stage.row(this.autoscaler, {
        verdict: 'breaks',
        measure: `not at ${maxReplicas}`,
        figures,
        why: notUp,
      });
    }
    const up = `${maxReplicas} after ${duration(this.#upMs)}`;
    if (this.tookMs === undefined) {
      const measure = `${up}, not back at ${minReplicas}`;
      return this.stage.row(this.autoscaler, { verdict: 'breaks', measure, figures, why: this.#condition() });
    }
    const measure = `${up}, back at ${minReplicas} after ${duration(this.tookMs)}`;
    return this.stage.row(this.autoscaler, { verdict: 'holds', measure, figures });
  }

  #target(): WorkloadObject | undefined {
    const { kind = '', name = '' } = this.autoscaler.spec?.scaleTargetRef ?? {};
    const found = this.stage.cluster.resource(kind).find(name, this.autoscaler.metadata.namespace);
    return found && isWorkload(found) ? found : undefined;
  }

  /** What the autoscaler itself says. */
  #condition(): string {
    const { name, namespace } = this.autoscaler.metadata;
    const { status } = this.stage.cluster.get('HorizontalPodAutoscaler', name, namespace);
    const conditions = status?.conditions ?? [];
    const told = conditions.find((it) => it.type === 'ScalingActive' && it.status === 'False') ?? conditions.at(-1);
    return told ? `${told.reason}: ${told.message}` : 'it says nothing';
  }
}
