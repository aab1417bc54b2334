/**
 * A set of completion indexes, written as `1,3-5,7`.
 *
 * Upstream: pkg/controller/job/indexed_job_utils.go (orderedIntervals)
 */
type Interval = { readonly first: number; readonly last: number };

export class CompletionIndexes {
  static readonly none = new CompletionIndexes([]);

  /** @param intervals in order, with gaps between them */
  private constructor(private readonly intervals: readonly Interval[]) {}

  /** What cannot be read, and what is not below `completions`, is left out. */
  static parse(text: string | undefined, completions: number): CompletionIndexes {
    const intervals = (text ?? '').split(',').flatMap((part): Interval[] => {
      const limits = /^(\d+)(?:-(\d+))?$/.exec(part);
      if (!limits) return [];
      const first = Number(limits[1]);
      const last = Math.min(Number(limits[2] ?? first), completions - 1);
      return first <= last ? [{ first, last }] : [];
    });
    return new CompletionIndexes(joined(intervals));
  }

  with(indexes: Iterable<number>): CompletionIndexes {
    const added = [...indexes].map((index) => ({ first: index, last: index }));
    return added.length === 0 ? this : new CompletionIndexes(joined([...this.intervals, ...added]));
  }

  has(index: number): boolean {
    return this.intervals.some(({ first, last }) => first <= index && index <= last);
  }

  get size(): number {
    return this.intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  /** The first so many indexes below `completions` that are not in the set. */
  firstMissing(count: number, completions: number): number[] {
    const missing: number[] = [];
    let candidate = 0;
    for (const { first, last } of [...this.intervals, { first: completions, last: completions }]) {
      while (candidate < Math.min(first, completions) && missing.length < count) missing.push(candidate++);
      candidate = Math.max(candidate, last + 1);
    }
    return missing;
  }

  toString(): string {
    return this.intervals
      .map(({ first, last }) => (last === first ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
      .join(',');
  }
}

/** In order, those that touch made one. */
function joined(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const { first, last } of [...intervals].sort((a, b) => a.first - b.first)) {
    const before = result[result.length - 1];
    if (!before || first > before.last + 1) result.push({ first, last });
    else if (last > before.last) result[result.length - 1] = { first: before.first, last };
  }
  return result;
}
