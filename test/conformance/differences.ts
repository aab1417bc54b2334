/** Where two JSON values differ, one line each. */
import type { Json } from './suite';

const SHOWN = 300;
const MOST = 40;

export function differences(want: Json | undefined, got: Json | undefined): string[] {
  const found: string[] = [];
  const compare = (a: Json | undefined, b: Json | undefined, path: string): void => {
    if (found.length >= MOST) return;
    if (isTree(a) && isTree(b) && Array.isArray(a) === Array.isArray(b)) {
      const left = a as { readonly [key: string]: Json };
      const right = b as { readonly [key: string]: Json };
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
        compare(left[key], right[key], `${path}/${key}`);
      }
    } else if (JSON.stringify(a) !== JSON.stringify(b)) {
      found.push(`${path || '/'}: want ${shown(a)} got ${shown(b)}`);
    }
  };
  compare(want, got, '');
  return found;
}

function isTree(value: Json | undefined): value is Json[] | { [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}

function shown(value: Json | undefined): string {
  return String(JSON.stringify(value)).slice(0, SHOWN);
}
