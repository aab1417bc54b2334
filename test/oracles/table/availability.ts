/** Rows 59-69: replicas, autoscalers, roll-outs, spreading, disruption budgets. */
import {
  type Manifest,
  type ManifestSet,
  type Requirement,
  selects,
  type Selector,
  type Workload,
} from '../manifest-set';

interface AutoscalerSpec {
  readonly scaleTargetRef: { readonly kind: string; readonly name: string };
  readonly minReplicas?: number;
  readonly maxReplicas: number;
}
interface BudgetSpec {
  readonly selector?: Selector;
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
  readonly unhealthyPodEvictionPolicy?: string;
}
interface DeploymentSpec {
  readonly replicas?: number;
  readonly strategy?: { readonly type?: string; readonly rollingUpdate?: object };
}

const autoscalers = (set: ManifestSet): { manifest: Manifest; spec: AutoscalerSpec }[] =>
  set.ofKind('HorizontalPodAutoscaler').map((manifest) => ({ manifest, spec: manifest.spec as AutoscalerSpec }));
const budgets = (set: ManifestSet): { name: string; spec: BudgetSpec }[] =>
  set.ofKind('PodDisruptionBudget').map(({ metadata, spec }) => ({ name: metadata.name, spec: spec as BudgetSpec }));
const deployments = (set: ManifestSet): Workload[] =>
  set.workloads.filter(({ manifest }) => manifest.kind === 'Deployment');
const scaled = (set: ManifestSet, workload: Workload): boolean =>
  autoscalers(set).some(({ spec }) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}` === workload.id);
const ids = (workloads: Workload[]): string[] => workloads.map(({ id }) => id);
const minimum = (set: ManifestSet, workload: Workload): number =>
  autoscalers(set).find(({ spec }) => `Deployment/${spec.scaleTargetRef.name}` === workload.id)?.spec.minReplicas ??
  workload.replicas ??
  1;

const replicas: Requirement[] = [
  {
    row: 59,
    asks: 'a Deployment runs at least two pods',
    check: (set) => ids(deployments(set).filter((workload) => minimum(set, workload) < 2)),
  },
  {
    row: 60,
    asks: 'a Deployment that an autoscaler owns does not say replicas',
    check: (set) => ids(set.workloads.filter((workload) => scaled(set, workload) && workload.replicas !== undefined)),
  },
  {
    row: 61,
    asks: 'an autoscaler has a target, at least two pods and room to grow',
    check: (set) =>
      autoscalers(set)
        .filter(
          ({ spec: { scaleTargetRef: target, minReplicas = 1, maxReplicas } }) =>
            !set.find(target.kind, target.name) || minReplicas < 2 || maxReplicas <= minReplicas,
        )
        .map(({ manifest }) => manifest.metadata.name),
  },
  {
    row: 62,
    asks: 'the rolling update is written out',
    check: (set) =>
      ids(
        deployments(set).filter(({ manifest }) => {
          const { strategy } = manifest.spec as DeploymentSpec;
          return strategy?.type !== 'RollingUpdate' || !strategy.rollingUpdate;
        }),
      ),
  },
];

const placement: Requirement[] = [
  {
    row: 63,
    asks: 'pods prefer nodes without their siblings',
    check: (set) => set.replicatedPodsWhere((pod) => !pod.affinity?.podAntiAffinity),
  },
  {
    row: 64,
    asks: 'spread constraints are present and select the pods they spread',
    check: (set) =>
      set.replicatedPodsWhere(
        ({ topologySpreadConstraints: list }, { podLabels }) =>
          !list?.length || list.some((item) => !selects(item.labelSelector?.matchLabels ?? {}, podLabels)),
      ),
  },
  {
    row: 65,
    asks: 'node affinity is present',
    check: (set) => set.podsWhere((pod) => !pod.affinity?.nodeAffinity),
  },
  {
    row: 66,
    asks: 'a priority class is named, and exists in the set',
    check: (set) => set.podsWhere((pod) => !set.find('PriorityClass', String(pod['priorityClassName'] ?? ''))),
  },
];

const covering = (set: ManifestSet, workload: Workload) =>
  budgets(set).filter(({ spec }) => selects(spec.selector?.matchLabels ?? {}, workload.podLabels));

const disruption: Requirement[] = [
  {
    row: 67,
    asks: 'exactly one disruption budget covers each workload that stays up',
    check: (set) =>
      ids(
        set.workloads.filter(
          (workload) =>
            ['Deployment', 'StatefulSet'].includes(workload.manifest.kind) && covering(set, workload).length !== 1,
        ),
      ),
  },
  {
    row: 68,
    asks: 'a disruption budget allows a disruption',
    check: (set) =>
      set.workloads.flatMap((workload) =>
        covering(set, workload)
          .filter(({ spec: { minAvailable, maxUnavailable } }) => {
            if (maxUnavailable !== undefined) return maxUnavailable === 0 || maxUnavailable === '0%';
            return typeof minAvailable !== 'number' || minAvailable >= minimum(set, workload);
          })
          .map(({ name }) => name),
      ),
  },
  {
    row: 69,
    asks: 'a disruption budget says what happens to unhealthy pods',
    check: (set) =>
      budgets(set)
        .filter(({ spec }) => spec.unhealthyPodEvictionPolicy !== 'AlwaysAllow')
        .map(({ name }) => name),
  },
];

export const availability: Requirement[] = [...replicas, ...placement, ...disruption];
