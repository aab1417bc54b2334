/**
 * Snapshots as plain files, one per chart, that anybody can read and apply. A test compares and never writes; `npm run snapshots`
 * writes them anew and removes those that nothing makes any more.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const updating = process.env['UPDATE_SNAPSHOTS'] === 'yes';

/** Declares a test that a file of `folder` holds what is produced. */
export function snapshotTest(folder: string, name: string, produce: () => string): void {
  test(name, () => {
    const path = join(folder, name);
    const text = produce();
    if (updating) writeFileSync(path, text);
    if (!existsSync(path)) throw new Error(`${path} is missing: npm run snapshots writes it`);
    expect(text).toBe(readFileSync(path, 'utf8'));
  });
}

/** Declares one test per file of `folder`, and one that the folder holds no other file; folders in it are others' business. */
export function snapshotTests(folder: string, files: ReadonlyMap<string, () => string>): void {
  if (updating) mkdirSync(folder, { recursive: true });

  for (const [name, produce] of files) snapshotTest(folder, name, produce);

  test('and no other snapshot', () => {
    const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
    const stale = entries.filter((entry) => entry.isFile() && !files.has(entry.name)).map(({ name }) => name);
    if (updating) stale.forEach((name) => rmSync(join(folder, name)));
    else expect(stale).toEqual([]);
  });
}
