// Removes what an earlier build left, so that a package never carries a file whose source is gone.
import { rmSync } from 'node:fs';

for (const folder of ['build/lib', 'build/imports']) rmSync(folder, { recursive: true, force: true });
