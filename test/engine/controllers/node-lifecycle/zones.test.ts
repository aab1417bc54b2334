import type { Node } from '../../../../lib/engine/apimachinery/api/core-v1';
import { ZoneCounts, zoneOf } from '../../../../lib/engine/controllers/node-lifecycle/zones';

const node = (name: string, labels: Readonly<Record<string, string>> = {}): Node =>
  ({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } }) as unknown as Node;

function counts(ready: number, unready: number): ZoneCounts {
  const zones = new ZoneCounts();
  for (let number = 0; number < ready + unready; number++) zones.set(node(`node-${number}`), number < ready);
  return zones;
}

describe('ZoneCounts', () => {
  test.each([
    [3, 0, 'Normal'],
    [1, 2, 'Normal'],
    [2, 3, 'PartialDisruption'],
    [3, 3, 'Normal'],
    [0, 1, 'FullDisruption'],
  ])('%i ready and %i not: %s', (ready, unready, state) => {
    expect(counts(ready, unready).state('', 0.55)).toBe(state);
  });

  test('follows a node to another zone, and out of it', () => {
    const zones = counts(1, 0);
    const moved = node('node-0', { 'topology.kubernetes.io/zone': 'a', 'topology.kubernetes.io/region': 'r' });
    expect(zones.set(moved, true)).toBe(true);
    expect(zones.zones()).toEqual([zoneOf(moved)]);
    expect(zones.set(moved, true)).toBe(false);
    expect(zones.forget('node-0')).toBe(true);
    expect(zones.zones()).toEqual([]);
  });
});
