/** Where pods may run: on Linux, apart from each other, spread over nodes and zones, without ever blocking the scheduler by default. */
import { type k8s } from '../cdk8s-plus';

/** How strictly something holds: as a wish, as a condition, or not at all. */
export type Strictness = 'preferred' | 'required' | 'none';

/** A taint that the pods bear. */
export interface TolerationProps {
  /**
   * Key of the taint.
   * @default - every taint
   */
  readonly key?: string;
  /**
   * Value of the taint.
   * @default - any value
   */
  readonly value?: string;
  /**
   * Effect of the taint.
   * @default - every effect
   */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  /**
   * Seconds to stay after a NoExecute taint appeared.
   * @default - for ever
   */
  readonly tolerationSeconds?: number;
}

/** Where pods may run. */
export interface SchedulingProps {
  /**
   * Labels that a node must have.
   * @default - none
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Processor architectures that the images exist for.
   * @default - any
   */
  readonly architectures?: readonly string[];
  /**
   * Taints that the pods bear.
   * @default - none
   */
  readonly tolerations?: readonly TolerationProps[];
  /**
   * Whether two pods of the workload keep off the same node.
   * @default 'preferred'
   */
  readonly antiAffinity?: Strictness;
  /**
   * Whether pods spread evenly.
   * @default 'preferred'
   */
  readonly spread?: Strictness;
  /**
   * Over which node labels pods spread.
   * @default ['kubernetes.io/hostname', 'topology.kubernetes.io/zone']
   */
  readonly spreadOver?: readonly string[];
  /**
   * How much fuller the fullest domain may be than the emptiest.
   * @default 1
   */
  readonly maxSkew?: number;
  /**
   * Scheduler to use.
   * @default - the cluster's
   */
  readonly schedulerName?: string;
  /**
   * Container runtime class.
   * @default - the node's
   */
  readonly runtimeClassName?: string;
}

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

function nodeAffinity(props: SchedulingProps): k8s.NodeAffinity {
  const matchExpressions: k8s.NodeSelectorRequirement[] = [
    { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
  ];
  if (props.architectures && props.architectures.length > 0) {
    matchExpressions.push({ key: 'kubernetes.io/arch', operator: 'In', values: [...props.architectures] });
  }
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } };
}

function podAntiAffinity(strictness: Strictness, selector: k8s.LabelSelector): k8s.PodAntiAffinity | undefined {
  const podAffinityTerm: k8s.PodAffinityTerm = { topologyKey: HOSTNAME, labelSelector: selector };
  if (strictness === 'none') return undefined;
  return strictness === 'required'
    ? { requiredDuringSchedulingIgnoredDuringExecution: [podAffinityTerm] }
    : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] };
}

function spreadConstraints(
  props: SchedulingProps,
  selector: k8s.LabelSelector,
  revisionLabel: string | undefined,
): k8s.TopologySpreadConstraint[] | undefined {
  const strictness = props.spread ?? 'preferred';
  if (strictness === 'none') return undefined;
  return (props.spreadOver ?? [HOSTNAME, ZONE]).map((topologyKey) => ({
    topologyKey,
    maxSkew: props.maxSkew ?? 1,
    whenUnsatisfiable: strictness === 'required' ? 'DoNotSchedule' : 'ScheduleAnyway',
    labelSelector: selector,
    matchLabelKeys: revisionLabel ? [revisionLabel] : undefined,
  }));
}

/** Scheduling fields of a pod whose replicas have `labels`; `revisionLabel` tells the revisions of a rollout apart. */
export function schedulingFields(
  props: SchedulingProps,
  labels: Readonly<Record<string, string>> | undefined,
  revisionLabel?: string,
): Partial<k8s.PodSpec> {
  const selector: k8s.LabelSelector | undefined = labels && { matchLabels: { ...labels } };
  return {
    affinity: {
      nodeAffinity: nodeAffinity(props),
      podAntiAffinity: selector && podAntiAffinity(props.antiAffinity ?? 'preferred', selector),
    },
    topologySpreadConstraints: selector && spreadConstraints(props, selector, revisionLabel),
    nodeSelector: props.nodeSelector && { ...props.nodeSelector },
    tolerations: props.tolerations?.map((toleration) => ({
      key: toleration.key,
      operator: toleration.value === undefined ? 'Exists' : 'Equal',
      value: toleration.value,
      effect: toleration.effect,
      tolerationSeconds: toleration.tolerationSeconds,
    })),
    schedulerName: props.schedulerName,
    runtimeClassName: props.runtimeClassName,
  };
}
