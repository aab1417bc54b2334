/** Metrics of a component: has Prometheus scrape its pods and lets the scrapers in. */
import { type Construct } from 'constructs';
import { type PolicyPeer } from '../network/policy-peer';
import { type Service } from '../network/service';
import { PodMonitor } from '../monitoring/pod-monitor';
import { type MonitorOptions, type Scrape } from '../monitoring/scrape';
import { ServiceMonitor } from '../monitoring/service-monitor';
import { type Port } from '../pod/port';
import { reportMistake } from '../validation/mistake';
import { type Workload } from '../workloads/workload';

/** Where a component offers metrics. Needs the Prometheus operator in the cluster. */
export interface MetricsProps extends Omit<Scrape, 'port'>, MonitorOptions {
  /**
   * Port of the metrics, or its name; one of the component's ports.
   * @default - its first
   */
  readonly port?: Port | string;
  /**
   * Labels of the monitor, by which some Prometheus servers choose theirs: `{ release: 'prometheus' }`.
   * @default - the component's
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a monitor has to know of a component. */
export interface MonitoredComponent extends Construct {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly Port[];
  readonly service?: Service;
  readonly workload: Workload;
  allowFrom(peer: PolicyPeer, ports: readonly Port[]): void;
}

/** Creates a ServiceMonitor where there is a Service, else a PodMonitor. */
export function monitor(
  component: MonitoredComponent,
  props: MetricsProps,
  scrapers: readonly PolicyPeer[],
): ServiceMonitor | PodMonitor | undefined {
  const { port = component.ports[0], labels, jobLabel, podTargetLabels, sampleLimit, ...scrape } = props;
  const name = typeof port === 'string' ? port : port?.name;
  const found = component.ports.find((one) => one.name === name);
  if (!found) {
    reportMistake(component, {
      field: 'metrics.port',
      given: name,
      expected: `a port of the component, which has ${component.ports.map((one) => one.name).join(', ') || 'none'}`,
      fix: 'add the port to ports or name another',
    });
    return undefined;
  }
  for (const scraper of scrapers) component.allowFrom(scraper, [found]);
  const common = {
    name: component.name,
    namespace: component.namespace,
    labels: { ...component.labels, ...labels },
    ...{ jobLabel, podTargetLabels, sampleLimit },
    endpoints: [{ ...scrape, port: found }],
  };
  return component.service
    ? new ServiceMonitor(component, 'monitor', { ...common, services: component.service })
    : new PodMonitor(component, 'monitor', { ...common, pods: component.workload });
}
