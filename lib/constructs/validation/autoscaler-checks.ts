/** Autoscalers: bounds in order, a target that exists and can be measured, and no two that pull at the same number. */
import { type Finding } from './finding';
import { listOf, namespaceOf, specOf, type Manifest, type ManifestSource, type PodSpecView } from './manifest';
import { podTemplateOf } from './manifest';
import { type Mistake } from './mistake';
import { unlessRight, wholeNumber } from './numbers';
import { listed, type Surroundings } from './surroundings';

interface TargetView {
  readonly kind?: string;
  readonly name?: string;
}

interface MetricView {
  readonly type?: string;
  readonly resource?: {
    readonly name?: string;
    readonly target?: { readonly type?: string; readonly averageUtilization?: number };
  };
}

interface HorizontalView {
  readonly scaleTargetRef: TargetView;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: readonly MetricView[];
}

interface VerticalView {
  readonly targetRef: TargetView;
  readonly updatePolicy: { readonly updateMode?: string };
  readonly resourcePolicy: {
    readonly containerPolicies?: readonly {
      readonly mode?: string;
      readonly controlledResources?: readonly string[];
    }[];
  };
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet', 'Job', 'CronJob'];

/** Kinds of which a target may be something that the app knows nothing about (custom resources scale too). */
function targetMistakes(
  field: string,
  target: TargetView | undefined,
  namespace: string,
  around: Surroundings,
): Mistake[] {
  const { kind = '', name = '' } = target ?? {};
  if (!WORKLOADS.includes(kind) || around.has(kind, namespace, name)) return [];
  const expected = `a ${kind} of namespace ${namespace}; the app has ${listed(around.names(kind, namespace))}`;
  return [{ field, given: name, expected, fix: 'target a workload of the app' }];
}

/** Resources whose use is measured against the request. */
function utilizationMetrics(metrics: readonly MetricView[] | undefined): string[] {
  return listOf(metrics)
    .filter(({ type, resource }) => type === 'Resource' && resource?.target?.type === 'Utilization')
    .flatMap(({ resource }) => resource?.name ?? []);
}

function measurableMistakes(pod: PodSpecView | undefined, metrics: readonly string[]): Mistake[] {
  return metrics.flatMap((metric) =>
    listOf(pod?.containers)
      .filter(({ resources }) => resources?.requests?.[metric] === undefined)
      .map(({ name = '' }) => ({
        field: `spec.metrics.${metric}`,
        given: `no ${metric} request in container ${name}`,
        expected: `a ${metric} request in every container, which the percentage is of`,
        fix: 'add the request or scale on another metric',
      })),
  );
}

function horizontalMistakes(manifest: Manifest, around: Surroundings): Mistake[] {
  const { scaleTargetRef, minReplicas = 1, maxReplicas, metrics } = specOf<HorizontalView>(manifest);
  const namespace = namespaceOf(manifest);
  const target = around.find(scaleTargetRef?.kind ?? '', namespace, scaleTargetRef?.name ?? '');
  const fixed = target && specOf<{ replicas: number }>(target).replicas;
  const whole = wholeNumber(1);
  const mistakes = [
    ...unlessRight('spec.minReplicas', minReplicas, whole),
    ...unlessRight('spec.maxReplicas', maxReplicas, whole),
    ...targetMistakes('spec.scaleTargetRef.name', scaleTargetRef, namespace, around),
    ...measurableMistakes(target && podTemplateOf(target)?.template.spec, utilizationMetrics(metrics)),
    ...listOf(metrics).flatMap(({ resource }) =>
      unlessRight(`spec.metrics.${resource?.name ?? ''}`, resource?.target?.averageUtilization, whole),
    ),
  ];
  if (maxReplicas !== undefined && minReplicas > maxReplicas) {
    const expected = `at most maxReplicas, ${maxReplicas}`;
    mistakes.push({ field: 'spec.minReplicas', given: minReplicas, expected, fix: 'lower it or raise maxReplicas' });
  }
  if (fixed !== undefined) {
    const expected = 'a target without replicas, as every apply would set them back';
    mistakes.push({ field: 'spec.scaleTargetRef', given: fixed, expected, fix: 'leave replicas out of the target' });
  }
  return mistakes;
}

function sameTarget(a: TargetView | undefined, b: TargetView | undefined): boolean {
  return a !== undefined && a.kind === b?.kind && a.name === b?.name;
}

function verticalMistakes(manifest: Manifest, all: readonly ManifestSource[], around: Surroundings): Mistake[] {
  const { targetRef, updatePolicy, resourcePolicy } = specOf<VerticalView>(manifest);
  const namespace = namespaceOf(manifest);
  const sized = listOf(resourcePolicy?.containerPolicies)
    .filter(({ mode }) => mode !== 'Off')
    .flatMap(({ controlledResources }) => controlledResources ?? ['cpu', 'memory']);
  const rivals = all.filter(
    ({ manifest: other }) =>
      other.kind === 'HorizontalPodAutoscaler' &&
      namespaceOf(other) === namespace &&
      sameTarget(targetRef, specOf<HorizontalView>(other).scaleTargetRef),
  );
  const measured = rivals.flatMap(({ manifest: other }) => utilizationMetrics(specOf<HorizontalView>(other).metrics));
  const both = updatePolicy?.updateMode === 'Off' ? [] : sized.filter((name) => measured.includes(name));
  return [
    ...targetMistakes('spec.targetRef.name', targetRef, namespace, around),
    ...both.map((given) => ({
      field: 'spec.resourcePolicy.controlledResources',
      given,
      expected: 'resources that no HorizontalPodAutoscaler of the same workload measures',
      fix: "size another resource, scale on another metric, or set updateMode: 'Off'",
    })),
  ];
}

/** Mistakes in autoscalers. */
export function checkAutoscalers(sources: readonly ManifestSource[], around: Surroundings): Finding[] {
  return sources.flatMap(({ path, manifest }) => {
    const mistakes =
      manifest.kind === 'HorizontalPodAutoscaler'
        ? horizontalMistakes(manifest, around)
        : manifest.kind === 'VerticalPodAutoscaler'
          ? verticalMistakes(manifest, sources, around)
          : [];
    return mistakes.map((mistake) => ({ path, ...mistake }));
  });
}
