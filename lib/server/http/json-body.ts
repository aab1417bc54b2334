/** The body of a request to one of the server's own paths. */
import type { JsonObject, JsonValue } from '../../engine/apimachinery/object-meta';
import { badRequest } from '../../engine/apimachinery/status-error';
import type { ServedRequest } from './served-request';

/** An empty body is an empty object. @throws StatusError for anything but a JSON object */
export function jsonBody({ body = '' }: ServedRequest): JsonObject {
  if (body === '') return {};
  try {
    const value = JSON.parse(body) as JsonValue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest('the body is no JSON object');
}
