/** When everything is rolled out at once: do the quotas leave room for it, and do the limits hold what runs? */
import type { Pod, ResourceQuota } from '../../engine/apimachinery/api/core-v1';
import { Quantity } from '../../engine/apimachinery/quantity';
import type { Row } from '../check-report';
import { READY_WITHIN_MS, settle } from '../readiness';
import type { Rehearsal } from '../rehearsal';
import type { RehearsedCluster } from '../rehearsed-cluster';
import { changeTemplate, isAvailable, isRolledOut } from '../workload';

const EVERYTHING = { metadata: { annotations: { 'boutique.test/rehearsal': 'quota-holds' } } };

/** Long enough for what grows to show itself. */
const OBSERVED_MS = 5 * 60_000;

export const quotaHolds: Rehearsal = {
  name: 'quota-holds',
  question: 'Do quotas leave room for a rollout of everything at once, and limits for what runs?',
  run(stage) {
    settle(stage);
    const peaks = new Map<string, Peak>();
    const quotas = stage.cluster.store.table<ResourceQuota>('resourcequotas');
    for (const quota of stage.objects<ResourceQuota>('ResourceQuota')) notePeak(peaks, quota);
    const subscription = quotas.subscribe(({ object }) => notePeak(peaks, object));
    const workloads = stage.workloads().filter(isAvailable);
    for (const workload of workloads) changeTemplate(stage.client, workload, EVERYTHING);
    const through = stage.waitFor(() => workloads.every((it) => isRolledOut(stage.current(it))), READY_WITHIN_MS);
    stage.cluster.advance(OBSERVED_MS);
    subscription.cancel();
    return [...quotaRows(stage, peaks, through), ...limitRows(stage)];
  },
};

/** The resource of a quota that came nearest to its bound. */
interface Peak {
  readonly resource: string;
  readonly used: string;
  readonly hard: string;
  readonly ratio: number;
}

function notePeak(peaks: Map<string, Peak>, { metadata, status }: ResourceQuota): void {
  for (const [resource, hard] of Object.entries(status?.hard ?? {})) {
    const used = status?.used?.[resource] ?? '0';
    const bound = Quantity.parse(hard).milliValue();
    const ratio = bound === 0 ? 0 : Quantity.parse(used).milliValue() / bound;
    const before = peaks.get(metadata.uid);
    if (!before || ratio > before.ratio) peaks.set(metadata.uid, { resource, used, hard, ratio });
  }
}

/** Pods that are refused are tried again: that only takes time, unless nothing makes room for them. */
function quotaRows(stage: RehearsedCluster, peaks: ReadonlyMap<string, Peak>, through: boolean): Row[] {
  return stage.objects<ResourceQuota>('ResourceQuota').map((quota) => {
    const peak = peaks.get(quota.metadata.uid);
    const why = refusedFor(stage, quota);
    const percent = Math.round((peak?.ratio ?? 0) * 100);
    const measure = peak
      ? `at most ${percent} % used: ${peak.used} of ${peak.hard} ${peak.resource}`
      : 'nothing counted';
    const figures = { peakPercent: percent };
    if (!why) return stage.row(quota, { verdict: 'holds', measure, figures });
    return stage.row(quota, { verdict: through ? 'warns' : 'breaks', measure, figures, why });
  });
}

/** The refusal of a pod that the quota had no room for. */
function refusedFor({ cluster }: RehearsedCluster, { metadata }: ResourceQuota): string | undefined {
  const events = cluster.list('Event', { namespace: metadata.namespace });
  return events.find(({ message }) => message?.includes(`exceeded quota: ${metadata.name},`))?.message;
}

function limitRows(stage: RehearsedCluster): Row[] {
  return stage.namespaces().flatMap((namespace) => {
    const pods = stage.cluster.list('Pod', { namespace });
    if (pods.length === 0) return [];
    const killed = pods.flatMap(killedForMemory);
    const figures = { pods: pods.length, killedForMemory: killed.length };
    if (killed.length === 0) {
      return [stage.namespaceRow(namespace, { verdict: 'holds', measure: 'no container outgrew its memory', figures })];
    }
    const measure = `${killed.length} containers were killed for their memory`;
    return [stage.namespaceRow(namespace, { verdict: 'breaks', measure, figures, why: killed.join(', ') })];
  });
}

function killedForMemory({ metadata, status }: Pod): string[] {
  return (status?.containerStatuses ?? [])
    .filter(({ state, lastState }) => [state, lastState].some((it) => it?.terminated?.reason === 'OOMKilled'))
    .map(({ name }) => `${metadata.name}/${name}`);
}
