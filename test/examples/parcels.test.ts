/** The second app, built from the constructs alone: its manifests, and what they have to meet. */
import { join } from 'node:path';
import { ManifestSet } from '../oracles/manifest-set';
import { requirementTests } from '../oracles/accepted';
import { snapshotTests } from '../support/snapshot-folder';
import { objectsIn, parcelsFiles } from './parcels-output';

const files = parcelsFiles();
const objects = objectsIn(files);

describe('Parcels', () => {
  test('has every kind of workload', () => {
    const kinds = new Set(objects.map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Namespace']),
    );
  });

  describe('is written as in', () => {
    snapshotTests(
      join(__dirname, '__snapshots__', 'parcels'),
      new Map([...files].map(([name, text]) => [name, () => text])),
    );
  });

  describe('meets the requirement table', () => {
    requirementTests([['parcels', new ManifestSet(objects)]], []);
  });
});
