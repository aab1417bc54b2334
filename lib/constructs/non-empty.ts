/** Leaves empty lists and maps out of manifests, where they say nothing. */

/** The list, or undefined where it is empty. */
export function nonEmpty<T>(list: readonly T[]): T[] | undefined {
  return list.length > 0 ? [...list] : undefined;
}

/** The map, or undefined where it is empty. */
export function nonEmptyMap<T>(map: Readonly<Record<string, T>>): Record<string, T> | undefined {
  return Object.keys(map).length > 0 ? { ...map } : undefined;
}
