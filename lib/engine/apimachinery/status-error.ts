/**
 * Refusals as the API writes them: an error that carries the wire `Status`, and one function for each reason.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go
 */
import { quote } from './go-text';
import { type GroupKind, type GroupResource, formatGroupKind, formatGroupResource } from './object-meta';
import { type FieldError, aggregateMessage } from './validation/field-error';

/** Why a request was refused, for machines. */
export type StatusReason =
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'ServerTimeout'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'Expired'
  | 'ServiceUnavailable';

/** One fault of a refused object. */
export type StatusCause = {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
};

/** What was refused. */
export type StatusDetails = {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
};

/** The `Status` object on the wire, members in the order in which the server writes them. */
export type Status = {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly continue?: string; readonly resourceVersion?: string };
  readonly status: 'Failure' | 'Success';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
};

/** A refusal of the API server; thrown through the whole engine and written to the wire as it is. */
export class StatusError extends Error {
  override readonly name = 'StatusError';

  constructor(readonly status: Status) {
    super(status.message);
  }

  /** The machine-readable reason, '' where the server gives none. */
  get reason(): string {
    return this.status.reason ?? '';
  }

  /** The HTTP status code. */
  get code(): number {
    return this.status.code ?? 500;
  }
}

/** Whether `error` is a {@link StatusError}, of one of these reasons if any are named. */
export function isStatusError(error: unknown, ...reasons: readonly StatusReason[]): error is StatusError {
  if (!(error instanceof StatusError)) return false;
  return reasons.length === 0 || (reasons as readonly string[]).includes(error.reason);
}

/** Details without the members that are empty; Go's `omitempty`. */
function compactDetails(details: StatusDetails): StatusDetails {
  return {
    ...(details.name ? { name: details.name } : {}),
    ...(details.group ? { group: details.group } : {}),
    ...(details.kind ? { kind: details.kind } : {}),
    ...(details.uid ? { uid: details.uid } : {}),
    ...(details.causes?.length ? { causes: details.causes } : {}),
    ...(details.retryAfterSeconds ? { retryAfterSeconds: details.retryAfterSeconds } : {}),
  };
}

/** A refusal with any code and reason; the functions below are to be preferred. `details` are compacted, undefined leaves them out. */
export function failure(
  code: number,
  reason: StatusReason | '',
  message: string,
  details?: StatusDetails,
): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(details ? { details: compactDetails(details) } : {}),
    code,
  });
}

function resourceDetails({ group, resource }: GroupResource, name: string): StatusDetails {
  return { name, group, kind: resource };
}

export function notFound(resource: GroupResource, name: string): StatusError {
  const message = `${formatGroupResource(resource)} ${quote(name)} not found`;
  return failure(404, 'NotFound', message, resourceDetails(resource, name));
}

export function alreadyExists(resource: GroupResource, name: string): StatusError {
  const message = `${formatGroupResource(resource)} ${quote(name)} already exists`;
  return failure(409, 'AlreadyExists', message, resourceDetails(resource, name));
}

/** No free name was found for a `generateName`. */
export function generateNameConflict(resource: GroupResource, name: string, retryAfterSeconds: number): StatusError {
  const what = `${formatGroupResource(resource)} ${quote(name)} already exists`;
  return failure(409, 'AlreadyExists', `${what}, the server was not able to generate a unique name for the object`, {
    ...resourceDetails(resource, name),
    retryAfterSeconds,
  });
}

export function unauthorized(message = 'not authorized'): StatusError {
  return failure(401, 'Unauthorized', message === '' ? 'not authorized' : message);
}

/** `name` is '' for requests on a collection; an empty resource leaves it out of the text. */
export function forbidden(resource: GroupResource, name: string, message: string): StatusError {
  const what = formatGroupResource(resource);
  const subject =
    resource.group === '' && resource.resource === '' ? '' : name === '' ? `${what} is ` : `${what} ${quote(name)} is `;
  return failure(403, 'Forbidden', `${subject}forbidden: ${message}`, resourceDetails(resource, name));
}

export function conflict(resource: GroupResource, name: string, message: string): StatusError {
  const what = `${formatGroupResource(resource)} ${quote(name)}`;
  return failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${what}: ${message}`,
    resourceDetails(resource, name),
  );
}

/** The text of an update whose resourceVersion is stale, for {@link conflict}. */
export const OBJECT_MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

/** Server-side apply met fields that others own. */
export function applyConflict(causes: readonly StatusCause[], message: string): StatusError {
  return failure(409, 'Conflict', message, { causes });
}

export function gone(message: string): StatusError {
  return failure(410, 'Gone', message);
}

/** The requested version or continue token is too old. */
export function expired(message: string): StatusError {
  return failure(410, 'Expired', message);
}

/** One cause for each error, all of them in the message. */
export function invalid(kind: GroupKind, name: string, errors: readonly FieldError[]): StatusError {
  const subject = `${formatGroupKind(kind)} ${quote(name)} is invalid`;
  const causes = errors.map((error) => ({
    reason: error.type,
    message: error.body,
    ...(error.field === '' ? {} : { field: error.field }),
  }));
  const message = errors.length === 0 ? subject : `${subject}: ${aggregateMessage(errors)}`;
  return failure(422, 'Invalid', message, { name, group: kind.group, kind: kind.kind, causes });
}

export function badRequest(message: string): StatusError {
  return failure(400, 'BadRequest', message);
}

/** @param retryAfterSeconds told to the client; 0 tells nothing. */
export function tooManyRequests(
  message: string,
  retryAfterSeconds = 0,
  causes: readonly StatusCause[] = [],
): StatusError {
  return failure(429, 'TooManyRequests', message, { causes, retryAfterSeconds });
}

export function serviceUnavailable(message: string): StatusError {
  return failure(503, 'ServiceUnavailable', message);
}

/** The kind knows no such action, e.g. deleting a collection of it. */
export function methodNotSupported(resource: GroupResource, action: string): StatusError {
  const what = formatGroupResource(resource);
  return failure(
    405,
    'MethodNotAllowed',
    `${action} is not supported on resources of kind ${quote(what)}`,
    resourceDetails(resource, ''),
  );
}

const GENERIC_RESPONSES: Record<number, readonly [StatusReason, string]> = {
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  406: ['NotAcceptable', 'the server was unable to respond with a content type that the client supports'],
  415: ['UnsupportedMediaType', ''],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
};

/** What the server answers where no object is concerned yet; its mark are empty `details`. `message` replaces the usual text. */
function genericResponse(code: 404 | 405 | 406 | 415 | 422, message?: string): StatusError {
  const [reason, usual] = GENERIC_RESPONSES[code] ?? (['InternalError', ''] as const);
  return failure(code, reason, message ?? usual, {});
}

/** What paths and subresources that nobody serves answer. */
export function unknownResource(): StatusError {
  return genericResponse(404);
}

/** The path is served, but not with this HTTP method. */
export function methodNotAllowed(): StatusError {
  return genericResponse(405);
}

/** A patch that is well-formed but cannot be applied to the object. */
export function unprocessableEntity(): StatusError {
  return genericResponse(422);
}

/** No representation that the client accepts is served here; `message` starts with `406: Not Acceptable`. */
export function noRepresentation(message: string): StatusError {
  return genericResponse(406, message);
}

/** The patch has a Content-Type that no patch has. */
export function unsupportedPatchType(): StatusError {
  return genericResponse(415, '415: Unsupported Media Type');
}

/** `message` names what the server could have written. */
export function notAcceptable(message: string): StatusError {
  return failure(406, 'NotAcceptable', message);
}

/** `message` names what the server could have read. */
export function unsupportedMediaType(message: string): StatusError {
  return failure(415, 'UnsupportedMediaType', message);
}

export function serverTimeout(resource: GroupResource, operation: string, retryAfterSeconds: number): StatusError {
  const message = `The ${operation} operation against ${formatGroupResource(resource)} could not be completed at this time, please try again.`;
  return failure(500, 'ServerTimeout', message, { ...resourceDetails(resource, operation), retryAfterSeconds });
}

export function timeout(message: string, retryAfterSeconds: number): StatusError {
  return failure(504, 'Timeout', `Timeout: ${message}`, { retryAfterSeconds });
}

export function requestEntityTooLarge(message: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

export function internalError(message: string): StatusError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** An error of the server that nobody gave a reason: the bare text with code 500. */
export function unknownError(message: string): StatusError {
  return failure(500, '', message);
}
