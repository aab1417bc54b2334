/**
 * Small tools for defaults. They never write into a value: they answer it as it is where nothing is missing, else a copy that is
 * complete, so that what is shared with the store stays shared.
 */

/** The object with members that it lacks, where undefined, null and '' count as lacking. */
export function filled<T extends object>(object: T, defaults: Partial<T>): T {
  const lacking = Object.entries(defaults).filter(([name]) => isMissing((object as Record<string, unknown>)[name]));
  return lacking.length === 0 ? object : { ...object, ...Object.fromEntries(lacking) };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The object with one of its members, if it is there, replaced by what `complete` makes of it. */
export function completed<T extends object, K extends keyof T>(
  object: T,
  member: K,
  complete: (value: NonNullable<T[K]>) => NonNullable<T[K]>,
): T {
  const before = object[member];
  if (before === undefined || before === null) return object;
  const after = complete(before);
  return after === before ? object : { ...object, [member]: after };
}

/** The list with each item as `complete` makes it. */
export function eachCompleted<T>(items: readonly T[], complete: (item: T) => T): readonly T[] {
  const after = items.map(complete);
  return after.every((item, index) => item === items[index]) ? items : after;
}

/** Writes into a draft what {@link filled} and its like made of it; frozen ones are complete and stay untouched. */
export function rewrite<T extends object>(draft: T, complete: (object: T) => T): void {
  const after = complete(draft);
  if (after !== draft) Object.assign(draft, after);
}
