/**
 * Why an expression could not be evaluated, in the words of cel-go.
 *
 * Upstream: github.com/google/cel-go/common/types/err.go, interpreter/attributes.go
 */
export const NO_SUCH_OVERLOAD = 'no such overload';

export function evaluationErrorText(failure: unknown): string {
  const text = failure instanceof Error ? (failure.message.split('\n')[0] ?? '') : String(failure);
  if (text.startsWith(NO_SUCH_OVERLOAD) || text.startsWith('found no matching overload')) return NO_SUCH_OVERLOAD;
  const key = /^No such key: (?<key>.*)$/.exec(text)?.groups?.key;
  if (key === undefined) return text;
  const index = /^index out of bounds, index (?<index>-?\d+)/.exec(key)?.groups?.index;
  return index === undefined ? `no such key: ${key}` : `index out of bounds: ${index}`;
}
