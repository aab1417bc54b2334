/** The Online Boutique of one environment, as it is explored: what `npm start` has synthesised, and what exists outside of it. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Exploration } from '../../lib/checks/explore-seed';
import { readManifests, type Manifest } from '../../lib/engine/client/read-manifests';

const root = resolve(__dirname, '..', '..');
const FILES = ['dist/0002-boutique-staging-namespace.k8s.yaml', 'dist/0003-boutique-staging.k8s.yaml'];

function read(path: string): Manifest[] {
  return readManifests(readFileSync(join(root, path), 'utf8'), path);
}

export function shopExploration(seed: number): Exploration {
  return { manifests: FILES.flatMap(read), given: read('rehearsal/given.yaml'), seed };
}
