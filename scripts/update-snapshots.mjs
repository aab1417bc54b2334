// Writes every snapshot anew: `npm run snapshots`. Look at the difference before you commit it.
import { spawnSync } from 'node:child_process';

const jest = ['node_modules/jest/bin/jest.js', 'test/snapshots', 'test/examples', 'test/docs', 'test/determinism'];
const { status } = spawnSync(process.execPath, jest, {
  stdio: 'inherit',
  env: { ...process.env, UPDATE_SNAPSHOTS: 'yes' },
});
process.exitCode = status ?? 1;
