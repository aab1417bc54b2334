/** Handlers of subresources and answered resources, by `table/subresource` or table. */
import type { SubresourceHandler } from '../subresource-handler';
import { bindings, podBinding } from '../subresources/binding';
import { eviction } from '../subresources/eviction';
import { podLog } from '../subresources/pod-log';
import { podStreams } from '../subresources/pod-streams';
import { nodeProxy, podProxy, serviceProxy } from '../subresources/proxy';
import { scaleHandlers } from '../subresources/workload-scale';
import { reviewHandlers } from './reviews';
import { tokenRequest } from './token-request';

const handlers: Readonly<Record<string, SubresourceHandler>> = {
  ...reviewHandlers,
  ...scaleHandlers,
  bindings,
  'pods/binding': podBinding,
  'pods/eviction': eviction,
  'pods/log': podLog,
  'pods/exec': podStreams('exec'),
  'pods/attach': podStreams('attach'),
  'pods/portforward': podStreams('portforward'),
  'pods/proxy': podProxy,
  'services/proxy': serviceProxy,
  'nodes/proxy': nodeProxy,
  'serviceaccounts/token': tokenRequest,
};

/** The handler of `pods/eviction` and its like; undefined where the strategy writes a part of the object. */
export function subresourceHandlerOf(table: string, subresource: string): SubresourceHandler | undefined {
  return handlers[`${table}/${subresource}`];
}

/** The handler of a resource that is answered instead of stored (access reviews). */
export function answeredResourceOf(table: string): SubresourceHandler | undefined {
  return handlers[table];
}
