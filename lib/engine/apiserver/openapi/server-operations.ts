/**
 * The operations that belong to no resource: discovery, version, logs and the documents about service account tokens.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/discovery, pkg/routes
 */
import { publishedNameOf } from '../../apimachinery/schema/definitions';
import { type Content, OBJECT_TYPES, type Operation, operationId, tagOf } from './operation';
import { pathParameter } from './parameters';
import { groupVersionPath } from './resource-operations';

function discoveryOperation(path: string, tag: string, id: string, definition: string): Operation {
  const answer: Content = { definition: publishedNameOf(definition) };
  return {
    path,
    method: 'get',
    tag,
    operationId: id,
    consumes: OBJECT_TYPES,
    produces: OBJECT_TYPES,
    parameters: [],
    responses: { 200: answer },
  };
}

/** `/apis/GROUP/` */
export function groupOperation(group: string): Operation {
  const id = operationId('get', group, undefined, 'APIGroup');
  return discoveryOperation(`/apis/${group}/`, tagOf(group), id, 'meta.v1.APIGroup');
}

/** `/api/v1/` or `/apis/GROUP/VERSION/` */
export function groupVersionOperation(group: string, version: string): Operation {
  const id = operationId('get', group, version, 'APIResources');
  const path = `${groupVersionPath({ group, version })}/`;
  return discoveryOperation(path, tagOf(group, version), id, 'meta.v1.APIResourceList');
}

function logOperation(path: string, id: string): Operation {
  return {
    path,
    method: 'get',
    tag: 'logs',
    operationId: id,
    parameters: path.includes('{logpath}') ? [pathParameter('logpath')] : [],
    responses: {},
  };
}

function textOperation(path: string, tag: string, id: string, mediaType: string): Operation {
  return {
    path,
    method: 'get',
    tag,
    operationId: id,
    produces: [mediaType],
    parameters: [],
    responses: { 200: 'text' },
  };
}

/** The documents of `/openapi/v3` that describe the server itself, by their place in the index. */
export const SERVER_OPERATIONS: Readonly<Record<string, readonly Operation[]>> = {
  '.well-known/openid-configuration': [
    textOperation(
      '/.well-known/openid-configuration/',
      'WellKnown',
      'getServiceAccountIssuerOpenIDConfiguration',
      'application/json',
    ),
  ],
  api: [discoveryOperation('/api/', 'core', 'getCoreAPIVersions', 'meta.v1.APIVersions')],
  apis: [discoveryOperation('/apis/', 'apis', 'getAPIVersions', 'meta.v1.APIGroupList')],
  logs: [logOperation('/logs/', 'logFileListHandler'), logOperation('/logs/{logpath}', 'logFileHandler')],
  'openid/v1/jwks': [
    textOperation('/openid/v1/jwks/', 'openid', 'getServiceAccountIssuerOpenIDKeyset', 'application/jwk-set+json'),
  ],
  version: [
    {
      ...discoveryOperation('/version/', 'version', 'getCodeVersion', 'version.Info'),
      consumes: ['application/json'],
      produces: ['application/json'],
    },
  ],
};
