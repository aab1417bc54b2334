/** Workloads whose number of replicas is fixed or left to an autoscaler, never both. */
import { type Construct } from 'constructs';
import { Size } from 'cdk8s';
import { PlusContainer, PlusCpu, type IScalable, type ScalingTarget } from '../cdk8s-plus';
import { type ObjectBody, type ObjectIdentity } from '../kubernetes-object';
import { type Container } from '../pod/container';
import { parseQuantity } from '../validation/quantity';
import { Workload, type WorkloadProps } from './workload';

/** A workload with replicas. */
export interface ScalableWorkloadProps extends WorkloadProps {
  /**
   * How many pods run. Left out of the manifest where an autoscaler decides.
   * @default - the conventions', else 3
   */
  readonly replicas?: number;
  /**
   * Seconds a new pod must be ready before it counts as available.
   * @default 0
   */
  readonly minReadySeconds?: number;
  /**
   * Old revisions that are kept to go back to.
   * @default 10
   */
  readonly revisionHistoryLimit?: number;
}

const DEFAULT_REPLICAS = 3;
const MEBI = 2 ** 20;

/** A workload with replicas; accepted by the HorizontalPodAutoscaler of cdk8s-plus and by ours. */
export abstract class ScalableWorkload extends Workload implements IScalable {
  /** Whether an autoscaler decides how many pods run. */
  hasAutoscaler = false;
  readonly #replicas: number | undefined;

  protected constructor(
    scope: Construct,
    id: string,
    identity: ObjectIdentity,
    props: ScalableWorkloadProps,
    body: ObjectBody,
  ) {
    super(scope, id, identity, props, body);
    this.#replicas = props.replicas;
  }

  /** How many pods are asked for; undefined where an autoscaler decides. */
  get replicas(): number | undefined {
    return this.hasAutoscaler ? undefined : (this.#replicas ?? this.conventions.replicas ?? DEFAULT_REPLICAS);
  }

  /** Called by an autoscaler that targets this workload. */
  markHasAutoscaler(): void {
    this.hasAutoscaler = true;
  }

  /** What an autoscaler of cdk8s-plus needs to know. */
  toScalingTarget(): ScalingTarget {
    return {
      kind: this.kind,
      apiVersion: this.apiVersion,
      name: this.name,
      containers: this.template.containers.map((container) => this.#toPlusContainer(container)),
      replicas: this.replicas,
    };
  }

  /** The container in the words of cdk8s-plus, as far as its autoscaler reads them. */
  #toPlusContainer(container: Container): PlusContainer {
    const requests = this.template.resourcesOf(container).requests ?? {};
    // A wrong amount is told at synth; here it must not end in an error of somebody else's.
    const amount = (name: string): number => Math.max(0, parseQuantity(requests[name]?.value ?? '') ?? 0);
    const [cpu, memory] = [amount('cpu'), amount('memory')];
    return new PlusContainer({
      name: container.name,
      image: container.image,
      resources: {
        cpu: { request: PlusCpu.millis(Math.ceil(cpu * 1000)) },
        memory: { request: Size.mebibytes(Math.ceil(memory / MEBI)) },
      },
    });
  }
}
