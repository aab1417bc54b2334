/**
 * Which node a user is: kubelets are `system:node:NAME` in the group `system:nodes`.
 *
 * Upstream: pkg/auth/nodeidentifier/default.go
 */
import type { User } from '../request';

const PREFIX = 'system:node:';
export const NODES_GROUP = 'system:nodes';

/** Undefined for users that are no nodes; '' for one that does not say which. */
export function nodeNameOf({ name, groups }: User): string | undefined {
  return name.startsWith(PREFIX) && groups.includes(NODES_GROUP) ? name.slice(PREFIX.length) : undefined;
}

/** The user that a node's kubelet is. */
export function nodeUser(nodeName: string): User {
  return { name: `${PREFIX}${nodeName}`, groups: [NODES_GROUP, 'system:authenticated'] };
}
