/**
 * What a Go type has where nothing, or null, was decoded into it, and it is no pointer.
 *
 * Upstream: encoding/json (decode.go), staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go
 */
import type { JsonValue } from '../object-meta';
import type { Schema } from './schema';

export function zeroOf({ type }: Schema): JsonValue {
  switch (type) {
    case 'object':
      return {};
    case 'string':
      return '';
    case 'boolean':
      return false;
    case 'int32':
    case 'int64':
    case 'number':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    default:
      return null; // times, bytes, lists, maps and free-form values say null themselves
  }
}
