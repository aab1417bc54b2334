/**
 * A pod with gates waits outside of the queue.
 *
 * Upstream: pkg/scheduler/framework/plugins/schedulinggates
 */
import { unresolvable, type Plugin } from '../framework';

export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  preEnqueue: (pod) => {
    const gates = (pod.spec?.schedulingGates ?? []).map(({ name }) => name);
    if (gates.length === 0) return undefined;
    return unresolvable(`waiting for scheduling gates: [${gates.join(' ')}]`);
  },
};
