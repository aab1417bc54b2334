/** A VerticalPodAutoscaler: requests that follow what containers use. Needs the autoscaler's controllers in the cluster. */
import { type Construct } from 'constructs';
import {
  toJson_VerticalPodAutoscalerSpec,
  VerticalPodAutoscalerSpecResourcePolicyContainerPoliciesMaxAllowed as MaxAllowed,
  VerticalPodAutoscalerSpecResourcePolicyContainerPoliciesMinAllowed as MinAllowed,
  type VerticalPodAutoscalerSpecResourcePolicyContainerPolicies as ContainerPolicy,
} from '../../../imports/autoscaling.k8s.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { type Amounts } from './limit-range';

/** What is sized, and within which bounds. */
export interface VerticalScaling {
  /**
   * `Off` only recommends, `Initial` sizes new pods, `Recreate` and `Auto` also evict pods whose size is wrong.
   * @default 'Off'
   */
  readonly updateMode?: 'Off' | 'Initial' | 'Recreate' | 'Auto';
  /**
   * Least that a container is given.
   * @default - what the autoscaler thinks right
   */
  readonly minAllowed?: Amounts;
  /**
   * Most that a container is given.
   * @default - what the autoscaler thinks right
   */
  readonly maxAllowed?: Amounts;
  /**
   * Which resources are sized. A HorizontalPodAutoscaler must not look at one of them.
   * @default ['cpu', 'memory']
   */
  readonly resources?: readonly ('cpu' | 'memory')[];
  /**
   * Whether limits keep their ratio to requests, or stay as they are.
   * @default 'RequestsAndLimits'
   */
  readonly controlledValues?: 'RequestsAndLimits' | 'RequestsOnly';
  /**
   * Pods that must be there before one is evicted.
   * @default - the autoscaler's
   */
  readonly minReplicas?: number;
  /**
   * Containers that are left alone: sidecars that others inject.
   * @default - none
   */
  readonly except?: readonly string[];
}

/** A VerticalPodAutoscaler. */
export interface VerticalPodAutoscalerProps extends KubernetesObjectProps, VerticalScaling {
  /** What is sized: a workload, ours or of cdk8s-plus. */
  readonly target: { readonly apiVersion: string; readonly kind: string; readonly name: string };
}

type Wrap<T> = { fromString(value: string): T };

function wrapped<T>(amounts: Amounts | undefined, quantity: Wrap<T>): Record<string, T> | undefined {
  if (!amounts) return undefined;
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, quantity.fromString(amount)]));
}

function containerPolicies(props: VerticalScaling): ContainerPolicy[] {
  const others: ContainerPolicy = {
    containerName: '*',
    controlledResources: [...(props.resources ?? ['cpu', 'memory'])],
    controlledValues: props.controlledValues ?? 'RequestsAndLimits',
    minAllowed: wrapped(props.minAllowed, MinAllowed),
    maxAllowed: wrapped(props.maxAllowed, MaxAllowed),
  };
  return [...(props.except ?? []).map((containerName) => ({ containerName, mode: 'Off' })), others];
}

/** A VerticalPodAutoscaler. */
export class VerticalPodAutoscaler extends KubernetesObject {
  constructor(scope: Construct, id: string, props: VerticalPodAutoscalerProps) {
    const identity = {
      apiVersion: 'autoscaling.k8s.io/v1',
      kind: 'VerticalPodAutoscaler',
      resourceType: 'verticalpodautoscalers',
    };
    const { apiVersion, kind, name } = props.target;
    super(scope, id, identity, props, {
      spec: () =>
        toJson_VerticalPodAutoscalerSpec({
          targetRef: { apiVersion, kind, name },
          updatePolicy: { updateMode: props.updateMode ?? 'Off', minReplicas: props.minReplicas },
          resourcePolicy: { containerPolicies: containerPolicies(props) },
        }),
    });
  }
}
