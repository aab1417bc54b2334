/** Lets the engine, which speaks JSON, understand bodies that clients written in Go send as protobuf. */
import { ParseError } from '../../engine/apimachinery/parse-error';
import { decodeProtobuf } from '../../engine/apimachinery/protobuf/decode-protobuf';
import { badRequest } from '../../engine/apimachinery/status-error';
import type { ServedRequest } from './served-request';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** The request with its body as JSON, if it came as protobuf. @throws StatusError BadRequest */
export function withJsonBody(request: ServedRequest): ServedRequest {
  const { headers, bytes } = request;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== PROTOBUF || !bytes || bytes.length === 0) return request;
  try {
    const body = JSON.stringify(decodeProtobuf(bytes));
    return { ...request, headers: { ...headers, 'content-type': 'application/json' }, body };
  } catch (error) {
    if (error instanceof ParseError) throw badRequest(`the object provided is unrecognized: ${error.message}`);
    throw error;
  }
}
