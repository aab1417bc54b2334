/** Replaces a folder in one step: the old content stays until everything new has been written. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Lets `write` fill a fresh folder, then puts it in the place of `folder`; when `write` throws, the old folder is untouched. */
export function swapFolder(folder: string, write: (fresh: string) => void): void {
  const target = resolve(folder);
  const beside = (suffix: string): string => join(dirname(target), `.${basename(target)}-${process.pid}-${suffix}`);
  const [fresh, old] = [beside('new'), beside('old')];
  mkdirSync(fresh, { recursive: true });
  try {
    write(fresh);
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } catch (error) {
    if (existsSync(old) && !existsSync(target)) renameSync(old, target);
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}
