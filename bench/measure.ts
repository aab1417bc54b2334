/** What the benchmarks measure with. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

export function elapsedMs(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
