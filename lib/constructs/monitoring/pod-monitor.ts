/** A PodMonitor: has Prometheus scrape pods that no Service stands in front of. Needs the Prometheus operator in the cluster. */
import { type Construct } from 'constructs';
import { toJson_PodMonitorSpec } from '../../../imports/monitoring.coreos.com';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { labelSelectorOf, namespacesOf, type PodSelection } from '../pod-selection';
import { endpointOf, type MonitorOptions, type Scrape } from './scrape';

/** A PodMonitor. */
export interface PodMonitorProps extends KubernetesObjectProps, MonitorOptions {
  /** The pods: labels, a workload or component of ours, or a selector of cdk8s-plus. */
  readonly pods: PodSelection;
  /** Where metrics are found. */
  readonly endpoints: readonly Scrape[];
  /**
   * Namespaces of the pods.
   * @default - those of the selector, or the monitor's own
   */
  readonly namespaces?: readonly string[];
}

/** A PodMonitor. */
export class PodMonitor extends KubernetesObject {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: PodMonitorProps,
  ) {
    const identity = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor', resourceType: 'podmonitors' };
    super(scope, id, identity, props, {
      spec: () =>
        toJson_PodMonitorSpec({
          jobLabel: props.jobLabel ?? 'app',
          podTargetLabels: props.podTargetLabels && [...props.podTargetLabels],
          sampleLimit: props.sampleLimit,
          selector: labelSelectorOf(props.pods),
          namespaceSelector: this.#namespaces(),
          podMetricsEndpoints: props.endpoints.map(endpointOf),
        }),
    });
  }

  #namespaces(): { matchNames: string[] } | undefined {
    const names = this.props.namespaces ?? namespacesOf(this.props.pods);
    const own = names?.length === 1 && names[0] === this.namespace;
    return names && !own ? { matchNames: [...names] } : undefined;
  }
}
