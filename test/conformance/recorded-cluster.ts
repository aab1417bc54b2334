/** Clusters of the kind that each folder of recordings was recorded from. */
import { Cluster } from '../../lib/engine/cluster';
import { ControllerSelection } from '../../lib/engine/controllers/controller-selection';

const CONTROLLERS: Readonly<Record<string, readonly string[]>> = {
  // The API server alone.
  api: ['-*'],
  // Nobody reports for the nodes of these cases, so what watches over nodes is off.
  scheduler: ['*', '-nodelifecycle', '-podgc', '-nodeipam', '-attachdetach'],
};

/** Later than any time that a recording names. */
const START_MS = Date.UTC(2026, 5, 1);

/** @param startMs where its time begins */
export function recordedCluster(folder: string, startMs = START_MS): Cluster {
  return new Cluster({
    startMs,
    controllerManager: { controllers: new ControllerSelection(CONTROLLERS[folder] ?? ['*']) },
  });
}
