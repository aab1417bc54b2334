/** docs/fidelity.md lists what the headers of the engine's files say of where they differ. */
import { join, resolve } from 'node:path';
import { differencesIn, fidelityPage } from '../../scripts/fidelity/fidelity-page';
import { snapshotTest } from '../support/snapshot-folder';

const root = resolve(__dirname, '..', '..');

test('headers are read whole', () => {
  const found = differencesIn(root);
  expect(found.length).toBeGreaterThan(20);
  expect(found.find(({ file }) => file.endsWith('scheduling-queue.ts'))).toEqual({
    file: 'lib/engine/scheduler/scheduling-queue.ts',
    upstream: 'pkg/scheduler/internal/queue/scheduling_queue.go',
    text: 'a pod comes back at the very end of its back-off, not at the next full second after it.',
  });
});

describe('docs holds', () => {
  snapshotTest(join(root, 'docs'), 'fidelity.md', () => fidelityPage(root));
});
