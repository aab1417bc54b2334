import type { StatefulSet } from '../../../../lib/engine/apimachinery/api/apps-v1';
import type { PersistentVolumeClaim, Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { ownersAreUpToDate, withOwners } from '../../../../lib/engine/controllers/statefulset/claim-owners';

function set(whenScaled: string, whenDeleted: string): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web', namespace: 'default', uid: 'set' },
    spec: { replicas: 2, persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted } },
  } as StatefulSet;
}

function pod(ordinal: number): Pod {
  return { metadata: { name: `web-${ordinal}`, namespace: 'default', uid: `pod-${ordinal}` } } as Pod;
}

function claim(...ownerReferences: readonly object[]): PersistentVolumeClaim {
  return { metadata: { name: 'data-web-0', ownerReferences } } as unknown as PersistentVolumeClaim;
}

function owners(of: PersistentVolumeClaim): string[] {
  return (of.metadata.ownerReferences ?? []).map(({ kind, uid }) => `${kind} ${uid}`);
}

const INSIDE = pod(0);
const SCALED_AWAY = pod(2);

describe('withOwners', () => {
  test.each([
    ['Retain', 'Retain', INSIDE, []],
    ['Retain', 'Retain', SCALED_AWAY, []],
    ['Retain', 'Delete', INSIDE, ['StatefulSet set']],
    ['Retain', 'Delete', SCALED_AWAY, ['StatefulSet set']],
    ['Delete', 'Retain', INSIDE, []],
    ['Delete', 'Retain', SCALED_AWAY, ['Pod pod-2']],
    ['Delete', 'Delete', INSIDE, ['StatefulSet set']],
    ['Delete', 'Delete', SCALED_AWAY, ['Pod pod-2']],
  ])('whenScaled %s, whenDeleted %s: %#', (whenScaled, whenDeleted, member, wanted) => {
    const written = withOwners(claim(), set(whenScaled, whenDeleted), member);
    expect(owners(written)).toEqual(wanted);
    expect(ownersAreUpToDate(written, set(whenScaled, whenDeleted), member)).toBe(true);
    expect(ownersAreUpToDate(claim(), set(whenScaled, whenDeleted), member)).toBe(wanted.length === 0);
  });

  test('steps back where another controller manages the claim', () => {
    const other = { apiVersion: 'v1', kind: 'Other', name: 'o', uid: 'o', controller: true };
    const ours = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'set', controller: true };
    const contested = claim(other, ours);
    expect(ownersAreUpToDate(contested, set('Retain', 'Delete'), INSIDE)).toBe(false);
    expect(owners(withOwners(contested, set('Retain', 'Delete'), INSIDE))).toEqual(['Other o']);
  });

  test('an owner that does not control is made one', () => {
    const half = claim({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'set' });
    expect(ownersAreUpToDate(half, set('Retain', 'Delete'), INSIDE)).toBe(false);
    expect(withOwners(half, set('Retain', 'Delete'), INSIDE).metadata.ownerReferences).toMatchObject([
      { uid: 'set', controller: true },
    ]);
  });

  test('a claim of an earlier set of that name is left alone', () => {
    const stale = claim({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'before', controller: true });
    expect(ownersAreUpToDate(stale, set('Retain', 'Delete'), INSIDE)).toBe(true);
  });
});
