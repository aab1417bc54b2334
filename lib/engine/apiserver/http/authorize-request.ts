/**
 * May this user send this request? What the request means to an authorizer, and how a no is worded.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/filters/authorization.go, pkg/endpoints/request/requestinfo.go,
 * pkg/endpoints/handlers/responsewriters/errors.go
 */
import { parseFieldSelector } from '../../apimachinery/fields';
import { quote } from '../../apimachinery/go-text';
import { ParseError } from '../../apimachinery/parse-error';
import { pathSegmentFaults } from '../../apimachinery/validation/names';
import { failure, type StatusError } from '../../apimachinery/status-error';
import type { AuthorizationAttributes, Authorizer } from '../authorization/authorizer';
import type { User } from '../request';
import type { HttpRequest } from './http-message';
import { first, flag, type Query } from './query-options';
import type { RequestInfo } from './request-info';

export interface AskedRequest {
  readonly request: HttpRequest;
  readonly path: string;
  readonly info: RequestInfo;
  readonly query: Query;
  readonly user: User;
}

/** @throws StatusError Forbidden */
export function authorizeRequest(authorizer: Authorizer, asked: AskedRequest): void {
  const attributes = attributesOf(asked);
  const { decision, reason } = authorizer.authorize(attributes);
  if (decision !== 'Allow') throw forbiddenBy(attributes, reason);
}

function attributesOf(asked: AskedRequest): AuthorizationAttributes {
  const { request, path, info, user } = asked;
  const { isResource, group, version, resource, subresource } = info;
  if (!isResource) {
    const nothing = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' };
    return { user, verb: request.method.toLowerCase(), isResource, path, ...nothing };
  }
  const name = info.name === '' ? selectedName(asked) : info.name;
  // A Namespace is in the namespace of its own name, for those who look.
  const namespace = group === '' && resource === 'namespaces' ? info.name : info.namespace;
  return { user, verb: verbOf(asked), isResource, path, group, version, resource, subresource, namespace, name };
}

function verbOf({ request, info, query }: AskedRequest): string {
  const collection = info.name === '';
  if (info.watchPath) return 'watch';
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return !collection ? 'get' : flag(query, 'watch') ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return collection ? 'deletecollection' : 'delete';
    default:
      return '';
  }
}

/** A list or watch of one name is authorized like that name. */
function selectedName({ request, query }: AskedRequest): string {
  const text = request.method === 'GET' || request.method === 'HEAD' ? first(query, 'fieldSelector') : undefined;
  if (text === undefined) return '';
  try {
    const exact = parseFieldSelector(text).exact('metadata.name') ?? '';
    return pathSegmentFaults(exact).length === 0 ? exact : '';
  } catch (error) {
    if (error instanceof ParseError) return '';
    throw error;
  }
}

export function forbiddenBy(attributes: AuthorizationAttributes, reason: string): StatusError {
  const { user, verb, isResource, path, group, resource, subresource, namespace, name } = attributes;
  const tail = reason === '' ? '' : `: ${reason}`;
  const who = `User ${quote(user.name)} cannot`;
  if (!isResource) return failure(403, 'Forbidden', `forbidden: ${who} ${verb} path ${quote(path)}${tail}`, {});
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace ${quote(namespace)}`;
  const why = `${who} ${verb} resource ${quote(what)} in API group ${quote(group)} ${scope}${tail}`;
  const plural = group === '' ? resource : `${resource}.${group}`;
  const subject = name === '' ? `${plural} is` : `${plural} ${quote(name)} is`;
  return failure(403, 'Forbidden', `${subject} forbidden: ${why}`, { name, group, kind: resource });
}
