/**
 * Sends the opening of a connection (exec, attach, port-forward, proxy) through admission, as the options that the request makes.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go (ConnectResource, getRequestOptions)
 * Differs: what a mutating webhook changes in the options does not change the connection.
 */
import type { JsonValue, KubeObject } from '../../apimachinery/object-meta';
import { admissionRequest, type ApiServerCore } from '../core';
import type { Caller, ResourceTarget } from '../request';
import { first, flag, type Query } from './query-options';

export interface Connection {
  readonly target: ResourceTarget;
  readonly query: Query;
  readonly caller: Caller;
  /** What follows the subresource in the path. */
  readonly rest: string;
}

/** @throws StatusError where it is refused */
export function admitConnection(core: ApiServerCore, { target, query, caller, rest }: Connection): void {
  const kind = target.definition.subresources.get(target.subresource)?.kind ?? '';
  const options = { kind, apiVersion: 'v1', ...membersOf(kind, query, rest) } as unknown as KubeObject;
  const request = admissionRequest(core, 'CONNECT', target, caller, { object: options, dryRun: false, options: {} });
  core.admission.validate({ ...request, object: core.admission.admit(request) ?? options });
}

function membersOf(kind: string, query: Query, rest: string): Readonly<Record<string, JsonValue>> {
  switch (kind) {
    case 'PodExecOptions':
      return { ...streamsOf(query), command: query.get('command') ?? null };
    case 'PodAttachOptions':
      return streamsOf(query);
    case 'PodPortForwardOptions': {
      const ports = (query.get('ports') ?? []).flatMap((text) => text.split(',')).map(Number);
      return ports.length > 0 && ports.every(Number.isInteger) ? { ports } : {};
    }
    default:
      return rest === '' ? {} : { path: `/${rest}` };
  }
}

function streamsOf(query: Query): Readonly<Record<string, JsonValue>> {
  const wanted = ['stdin', 'stdout', 'stderr', 'tty'].filter((name) => flag(query, name));
  const container = first(query, 'container');
  return { ...Object.fromEntries(wanted.map((name) => [name, true])), ...(container ? { container } : {}) };
}
