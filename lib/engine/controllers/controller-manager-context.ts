/** What the controllers of kube-controller-manager have besides what every controller has. */
import type { ControllerContext } from '../client/controller';
import type { Credentials } from '../client/credentials';
import type { MetricSources } from '../client/metric-sources';

export interface ControllerManagerContext extends ControllerContext {
  readonly credentials: Credentials;
  /** Metrics besides cpu and memory. */
  readonly metrics: MetricSources;
}
