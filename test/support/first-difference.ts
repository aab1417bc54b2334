/** Compares large documents: names the first place where two JSON values differ, instead of printing both. */

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** `paths./api/v1/pods.get: expected …, got …`; undefined when both are equal, whatever the order of keys. */
export function firstDifference(got: unknown, expected: unknown, path = ''): string | undefined {
  if (isObject(got) && isObject(expected) && Array.isArray(got) === Array.isArray(expected)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(got)])) {
      const found = firstDifference(got[key], expected[key], `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Object.is(got, expected)) return undefined;
  const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 300);
  return `${path}: expected ${shown(expected)}, got ${shown(got)}`;
}
