/** Handlers of subresources and answered resources, by `table/subresource` or table. */
import { reviewHandlers } from './reviews';
import { tokenRequest } from './token-request';
import type { SubresourceHandler } from '../subresource-handler';

const handlers: Readonly<Record<string, SubresourceHandler>> = {
  ...reviewHandlers,
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
