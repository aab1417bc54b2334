import type { ControllerRevision, StatefulSet } from '../../../../lib/engine/apimachinery/api/apps-v1';
import {
  atRevision,
  byRevision,
  revisionData,
  revisionIdentity,
} from '../../../../lib/engine/controllers/history/controller-revisions';

function set(image: string): StatefulSet {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image }] } };
  return { metadata: { name: 'web' }, spec: { replicas: 3, template } } as unknown as StatefulSet;
}

describe('controller revisions', () => {
  test('bring the template back, and nothing else', () => {
    const revision = { data: revisionData(set('web:1')) } as ControllerRevision;
    const before = { ...set('web:2'), spec: { ...set('web:2').spec!, replicas: 5 } };
    expect(atRevision(before, revision).spec).toEqual({ ...set('web:1').spec, replicas: 5 });
  });

  test('are named by their template, and otherwise when names collide', () => {
    const { name, hash } = revisionIdentity(set('web:1'), 0);
    expect(name).toBe(`web-${hash}`);
    expect(revisionIdentity(set('web:1'), 0).name).toBe(name);
    expect(revisionIdentity(set('web:2'), 0).name).not.toBe(name);
    expect(revisionIdentity(set('web:1'), 1).name).not.toBe(name);
  });

  test('are sorted by number, then by age', () => {
    const revision = (name: string, number: number, creationTimestamp: string): ControllerRevision =>
      ({ metadata: { name, creationTimestamp }, revision: number }) as ControllerRevision;
    const sorted = [revision('c', 2, '2024'), revision('b', 1, '2025'), revision('a', 1, '2026')].sort(byRevision);
    expect(sorted.map(({ metadata }) => metadata.name)).toEqual(['b', 'a', 'c']);
  });
});
