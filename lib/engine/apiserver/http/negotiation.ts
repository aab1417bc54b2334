/**
 * Which representation the client gets: JSON or YAML, the object itself, its metadata alone, or a Table.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation/negotiate.go, handlers/response.go
 * Differs: protobuf is read where kubectl sends it (see the server), never written: every client takes JSON as well.
 */
import { noRepresentation, notAcceptable } from '../../apimachinery/status-error';

export type Transform = 'object' | 'table' | 'metadata' | 'metadata-list';

export interface Representation {
  readonly format: 'json' | 'yaml';
  readonly transform: Transform;
  /** `v1` or `v1beta1` of meta.k8s.io, where something else than the object is asked for. */
  readonly metaVersion: string;
}

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const AVAILABLE =
  '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf';
const AVAILABLE_STREAMS = ', application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';
const ACCEPTED =
  'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf';

function clausesOf(accept: string): Clause[] {
  const clauses = accept.split(',').map((text) => {
    const [type = '', ...rest] = text.trim().split(';');
    const parameters = new Map(rest.map((part) => part.trim().split('=', 2) as [string, string]));
    const quality = Number(parameters.get('q') ?? 1);
    return { type: type.trim().toLowerCase(), parameters, quality: Number.isFinite(quality) ? quality : 1 };
  });
  return clauses.filter((clause) => clause.type !== '').sort((a, b) => b.quality - a.quality);
}

function formatOf(type: string): 'json' | 'yaml' | undefined {
  if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'json';
  if (type === 'application/yaml') return 'yaml';
  // Named by clients that also take JSON; those that take nothing else are answered in JSON and say so by its content type.
  return type === 'application/vnd.kubernetes.protobuf' ? 'json' : undefined;
}

function transformOf(clause: Clause): { transform: Transform; metaVersion: string } | undefined {
  const as = clause.parameters.get('as');
  if (as === undefined) return { transform: 'object', metaVersion: '' };
  const metaVersion = clause.parameters.get('v') ?? '';
  if (clause.parameters.get('g') !== 'meta.k8s.io' || (metaVersion !== 'v1' && metaVersion !== 'v1beta1'))
    return undefined;
  if (as === 'Table') return { transform: 'table', metaVersion };
  if (as === 'PartialObjectMetadata') return { transform: 'metadata', metaVersion };
  if (as === 'PartialObjectMetadataList') return { transform: 'metadata-list', metaVersion };
  return undefined;
}

/** @param watchable the path can also be watched. @throws StatusError NotAcceptable */
export function negotiate(accept: string | undefined, watchable = false): Representation {
  if (accept === undefined || accept.trim() === '') return { format: 'json', transform: 'object', metaVersion: '' };
  let known = false;
  for (const clause of clausesOf(accept)) {
    const format = formatOf(clause.type);
    if (!format) continue;
    known = true;
    const transform = transformOf(clause);
    if (transform) return { format, ...transform };
  }
  throw known ? notAcceptable(ACCEPTED) : noRepresentation(watchable ? AVAILABLE + AVAILABLE_STREAMS : AVAILABLE);
}
