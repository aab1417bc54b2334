import type { Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { countHealthy, disruptionsOf } from '../../../../lib/engine/controllers/disruption/disrupted-pods';

const NOW = Date.parse('2024-01-01T00:10:00Z');

function pod(name: string, deletionTimestamp?: string): Pod {
  return {
    metadata: { name, deletionTimestamp },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  } as unknown as Pod;
}

describe('disruptionsOf', () => {
  const disrupted = {
    fresh: '2024-01-01T00:09:00Z',
    fresher: '2024-01-01T00:09:30Z',
    forgotten: '2024-01-01T00:07:00Z',
    going: '2024-01-01T00:09:00Z',
    gone: '2024-01-01T00:09:00Z',
  };
  const pods = [pod('fresh'), pod('fresher'), pod('forgotten'), pod('going', '2024-01-01T00:09:01Z'), pod('other')];

  test('waits two minutes for pods that are to go; those that go or are gone need no waiting', () => {
    const { awaited, overdue, recheckAtMs } = disruptionsOf(pods, disrupted, NOW);
    expect(awaited).toEqual({ fresh: disrupted.fresh, fresher: disrupted.fresher });
    expect(overdue.map(({ metadata }) => metadata.name)).toEqual(['forgotten']);
    expect(recheckAtMs).toBe(Date.parse('2024-01-01T00:11:00Z'));
  });

  test('what is awaited or going is not healthy', () => {
    const { awaited } = disruptionsOf(pods, disrupted, NOW);
    expect(countHealthy(pods, awaited, NOW)).toBe(2);
  });

  test('there is nothing to look at again without disruptions', () => {
    expect(disruptionsOf(pods, {}, NOW)).toEqual({ awaited: {}, overdue: [] });
  });
});
