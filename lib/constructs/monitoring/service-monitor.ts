/** A ServiceMonitor: has Prometheus scrape the pods behind Services. Needs the Prometheus operator in the cluster. */
import { type Construct } from 'constructs';
import { toJson_ServiceMonitorSpec } from '../../../imports/monitoring.coreos.com';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { type Service } from '../network/service';
import { endpointOf, type MonitorOptions, type Scrape } from './scrape';

/** Label that a Service gets when a monitor is about it alone: its other labels may be those of further Services. */
const SCRAPED_LABEL = 'scraped-service';

/** A ServiceMonitor. */
export interface ServiceMonitorProps extends KubernetesObjectProps, MonitorOptions {
  /** The Services: one of ours, or the labels of several. */
  readonly services: Service | Readonly<Record<string, string>>;
  /** Where metrics are found. */
  readonly endpoints: readonly Scrape[];
  /**
   * Namespaces of the Services.
   * @default - the Service's, or the monitor's own
   */
  readonly namespaces?: readonly string[];
  /**
   * Labels of the Services that every metric gets.
   * @default - none
   */
  readonly targetLabels?: readonly string[];
}

function isService(services: ServiceMonitorProps['services']): services is Service {
  return 'apiObject' in services;
}

/** A ServiceMonitor. */
export class ServiceMonitor extends KubernetesObject {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceMonitorProps,
  ) {
    const { services } = props;
    const labels = isService(services) ? { [SCRAPED_LABEL]: services.name } : { ...services };
    const identity = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      resourceType: 'servicemonitors',
    };
    super(scope, id, identity, props, {
      spec: () =>
        toJson_ServiceMonitorSpec({
          jobLabel: props.jobLabel ?? 'app',
          targetLabels: props.targetLabels && [...props.targetLabels],
          podTargetLabels: props.podTargetLabels && [...props.podTargetLabels],
          sampleLimit: props.sampleLimit,
          selector: { matchLabels: labels },
          namespaceSelector: this.#namespaces(),
          endpoints: props.endpoints.map(endpointOf),
        }),
    });
    if (isService(services)) services.apiObject.metadata.addLabel(SCRAPED_LABEL, services.name);
  }

  #namespaces(): { matchNames: string[] } | undefined {
    const { services, namespaces } = this.props;
    if (namespaces) return { matchNames: [...namespaces] };
    const elsewhere = isService(services) && services.namespace !== this.namespace;
    return elsewhere ? { matchNames: [services.namespace ?? 'default'] } : undefined;
  }
}
