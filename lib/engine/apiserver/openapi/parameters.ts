/**
 * The query and path parameters of each kind of operation.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go (ListOptions and its siblings),
 * staging/src/k8s.io/api/core/v1/types.go (PodExecOptions and its siblings)
 */
import { type Parameter } from './operation';

const INTEGERS = new Set([
  'gracePeriodSeconds',
  'limit',
  'limitBytes',
  'ports',
  'sinceSeconds',
  'tailLines',
  'timeoutSeconds',
]);
const BOOLEANS = new Set([
  'allowWatchBookmarks',
  'follow',
  'force',
  'insecureSkipTLSVerifyBackend',
  'orphanDependents',
  'previous',
  'sendInitialEvents',
  'stderr',
  'stdin',
  'stdout',
  'timestamps',
  'tty',
  'watch',
]);

function query(names: string, variant?: string): readonly Parameter[] {
  return names.split(' ').map((name) => ({
    name,
    in: 'query',
    type: INTEGERS.has(name) ? 'integer' : BOOLEANS.has(name) ? 'boolean' : 'string',
    ...(variant === undefined ? {} : { variant }),
  }));
}

/** A variable of the path, e.g. `{namespace}`. */
export function pathParameter(name: string): Parameter {
  return { name, in: 'path', type: 'string' };
}

export const PRETTY = query('pretty');
export const LIST_PARAMETERS = query(
  'allowWatchBookmarks continue fieldSelector labelSelector limit resourceVersion resourceVersionMatch ' +
    'sendInitialEvents timeoutSeconds watch',
);
export const DELETE_PARAMETERS = query('dryRun gracePeriodSeconds orphanDependents propagationPolicy');
/** A collection is deleted as it would be listed, but not watched. */
export const DELETE_COLLECTION_PARAMETERS = [
  ...LIST_PARAMETERS.filter(({ name }) => name !== 'allowWatchBookmarks' && name !== 'watch'),
  ...DELETE_PARAMETERS,
];
export const WRITE_PARAMETERS = query('dryRun fieldManager fieldValidation');
export const PATCH_PARAMETERS = [...query('dryRun fieldValidation force'), ...query('fieldManager', 'patch')];
export const LOG_PARAMETERS = [
  ...query('follow insecureSkipTLSVerifyBackend limitBytes previous sinceSeconds tailLines timestamps'),
  ...query('container', 'log'),
];
export const RESOURCE_VERSION = query('resourceVersion');

/** What a connection is asked for, by the kind of its options. */
export const CONNECT_PARAMETERS: Readonly<Record<string, readonly Parameter[]>> = {
  PodAttachOptions: query('container stderr stdin stdout tty', 'attach'),
  PodExecOptions: [...query('command'), ...query('container stderr stdin stdout tty', 'exec')],
  PodPortForwardOptions: query('ports'),
  PodProxyOptions: query('path', 'pod'),
  ServiceProxyOptions: query('path', 'service'),
  NodeProxyOptions: query('path', 'node'),
};
