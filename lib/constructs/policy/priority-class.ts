/** A PriorityClass: whose pods are scheduled first, and whether they may push others out. */
import { type Construct } from 'constructs';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';

/** A PriorityClass. */
export interface PriorityClassProps extends Omit<KubernetesObjectProps, 'namespace'> {
  /** The priority: higher is more important, at most 1000000000. */
  readonly value: number;
  /**
   * Who should use it.
   * @default - none
   */
  readonly description?: string;
  /**
   * Whether waiting pods may push out pods of lower priority.
   * @default 'PreemptLowerPriority'
   */
  readonly preemptionPolicy?: 'PreemptLowerPriority' | 'Never';
  /**
   * Whether pods without a class get this one.
   * @default false
   */
  readonly globalDefault?: boolean;
}

/** A PriorityClass. */
export class PriorityClass extends KubernetesObject {
  constructor(scope: Construct, id: string, props: PriorityClassProps) {
    const identity = {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      resourceType: 'priorityclasses',
      clusterScoped: true,
    };
    super(scope, id, identity, props, {
      value: () => props.value,
      description: () => props.description,
      preemptionPolicy: () => props.preemptionPolicy ?? 'PreemptLowerPriority',
      // The API server does not keep `false`, and `kubectl apply` would call the object changed each time.
      globalDefault: () => props.globalDefault || undefined,
    });
  }
}
