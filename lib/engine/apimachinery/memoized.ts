/** Answers of pure functions of a text, remembered: few texts (keys, times, schedules) are asked about very often. */

const DEFAULT_LIMIT = 4096;

/**
 * The same function with a memory. What throws is not remembered; when the memory is full it is forgotten all at once, which costs time
 * and nothing else.
 *
 * @param limit of texts that are remembered @default 4096
 */
export function memoized<T>(compute: (text: string) => T, limit = DEFAULT_LIMIT): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    const before = known.get(text);
    if (before) return before.answer;
    const answer = compute(text);
    if (known.size >= limit) known.clear();
    known.set(text, { answer });
    return answer;
  };
}
