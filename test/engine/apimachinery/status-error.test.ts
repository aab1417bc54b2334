import * as status from '../../../lib/engine/apimachinery/status-error';
import { FieldError } from '../../../lib/engine/apimachinery/validation/field-error';

const configMaps = { group: '', resource: 'configmaps' };
const deployments = { group: 'apps', resource: 'deployments' };

function wire(error: status.StatusError): unknown {
  return JSON.parse(JSON.stringify(error.status));
}

function failure(code: number, reason: string, message: string, details?: object): object {
  const shown = { ...(reason ? { reason } : {}), ...(details ? { details } : {}) };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, ...shown, code };
}

describe('StatusError', () => {
  test('writes its members in the order of the wire', () => {
    const keys = Object.keys(status.notFound(deployments, 'nope').status);
    expect(keys).toEqual(['kind', 'apiVersion', 'metadata', 'status', 'message', 'reason', 'details', 'code']);
    expect(Object.keys(status.notFound(deployments, 'nope').status.details ?? {})).toEqual(['name', 'group', 'kind']);
  });

  test.each([
    [
      status.notFound(deployments, 'nope'),
      failure(404, 'NotFound', 'deployments.apps "nope" not found', {
        name: 'nope',
        group: 'apps',
        kind: 'deployments',
      }),
    ],
    [status.unknownResource(), failure(404, 'NotFound', 'the server could not find the requested resource', {})],
    [
      status.alreadyExists(configMaps, 'a'),
      failure(409, 'AlreadyExists', 'configmaps "a" already exists', { name: 'a', kind: 'configmaps' }),
    ],
    [
      status.conflict(configMaps, 'a', status.OBJECT_MODIFIED),
      failure(
        409,
        'Conflict',
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
        { name: 'a', kind: 'configmaps' },
      ),
    ],
    [
      status.forbidden({ group: '', resource: 'pods' }, 'a', 'no'),
      failure(403, 'Forbidden', 'pods "a" is forbidden: no', { name: 'a', kind: 'pods' }),
    ],
    [
      status.forbidden({ group: '', resource: 'pods' }, '', 'no'),
      failure(403, 'Forbidden', 'pods is forbidden: no', { kind: 'pods' }),
    ],
    [status.badRequest('bad'), failure(400, 'BadRequest', 'bad')],
    [
      status.methodNotAllowed(),
      failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {}),
    ],
    [
      status.unprocessableEntity(),
      failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {}),
    ],
    [status.unsupportedPatchType(), failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})],
    [
      status.internalError('boom'),
      failure(500, 'InternalError', 'Internal error occurred: boom', { causes: [{ message: 'boom' }] }),
    ],
    [status.unknownError('boom'), failure(500, '', 'boom')],
  ])('%s', (error, expected) => {
    expect(wire(error)).toEqual(expected);
  });

  test('an invalid object gives one cause for each fault and tells equal texts once', () => {
    const twice = FieldError.required('metadata.name', 'name or generateName is required');
    const error = status.invalid({ group: '', kind: 'ConfigMap' }, '', [twice, twice]);
    const message = 'Required value: name or generateName is required';
    const cause = { reason: 'FieldValueRequired', message, field: 'metadata.name' };
    expect(wire(error)).toEqual(
      failure(422, 'Invalid', `ConfigMap "" is invalid: metadata.name: ${message}`, {
        kind: 'ConfigMap',
        causes: [cause, cause],
      }),
    );
  });

  test('several faults stand in brackets', () => {
    const faults = [FieldError.forbidden('a', 'no'), FieldError.required('b')];
    expect(status.invalid({ group: 'apps', kind: 'Deployment' }, 'd', faults).message).toBe(
      'Deployment.apps "d" is invalid: [a: Forbidden: no, b: Required value]',
    );
  });

  test('isStatusError tells reasons apart', () => {
    expect(status.isStatusError(status.badRequest('x'), 'BadRequest')).toBe(true);
    expect(status.isStatusError(status.badRequest('x'), 'Conflict', 'NotFound')).toBe(false);
    expect(status.isStatusError(new Error('x'))).toBe(false);
  });
});
