/**
 * What a path means: which resource, in which namespace, under which name.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go
 */
export interface RequestInfo {
  /** False for paths such as `/version`. */
  readonly isResource: boolean;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
  /** What follows a subresource (`proxy`). */
  readonly rest: string;
  /** The deprecated `/watch/` paths. */
  readonly watchPath: boolean;
}

const NOT_A_RESOURCE: RequestInfo = {
  isResource: false,
  group: '',
  version: '',
  namespace: '',
  resource: '',
  name: '',
  subresource: '',
  rest: '',
  watchPath: false,
};

/** Subresources that Namespaces have themselves; anything else below a namespace is a resource in it. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/** @param path without the query, percent-encoded. */
export function requestInfoOf(path: string): RequestInfo {
  const parts = decoded(path)
    .split('/')
    .filter((part) => part !== '');
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return NOT_A_RESOURCE;
  const [group, version] = core ? ['', parts[1] ?? ''] : [parts[1] ?? '', parts[2] ?? ''];
  let rest = parts.slice(core ? 2 : 3);
  if (rest.length === 0) return { ...NOT_A_RESOURCE, group, version };
  const watchPath = rest[0] === 'watch';
  if (watchPath) rest = rest.slice(1);
  let namespace = '';
  if (rest[0] === 'namespaces' && rest.length > 2 && !NAMESPACE_SUBRESOURCES.has(rest[2]!)) {
    namespace = rest[1]!;
    rest = rest.slice(2);
  }
  const [resource = '', name = '', subresource = '', ...further] = rest;
  return {
    isResource: true,
    group,
    version,
    namespace,
    resource,
    name,
    subresource,
    rest: further.join('/'),
    watchPath,
  };
}

/** An encoded slash separates like a plain one. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
