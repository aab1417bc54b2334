/** Reads `status.conditions.[type=Ready].status` and the like out of an answer. */
import type { Json } from './suite';

/** Undefined where a step of the path leads nowhere. `\.` is a dot in a name, `[a.b]` a name with dots, a number an index. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  let here: Json | undefined = value;
  for (const step of path.split(/\.(?![^[]*\])/)) {
    if (here === undefined || here === null) return undefined;
    const picks = /^\[(\w+)=(.*)\]$/.exec(step);
    if (Array.isArray(here) && picks) {
      here = here.find((item) => (item as Record<string, Json> | null)?.[picks[1]!] === picks[2]);
    } else {
      here = (here as Record<string, Json>)[step.replace(/\\\./g, '.').replace(/^\[(.*)\]$/, '$1')];
    }
  }
  return here;
}
