import { VirtualClock } from '../../../../lib/engine/clock/clock';
import { Rounds } from '../../../../lib/engine/controllers/nodes/rounds';

describe('Rounds', () => {
  test('visits who is due in the round that comes, and has no round when nobody is', () => {
    const clock = new VirtualClock(1_000);
    const visits: string[] = [];
    const rounds = new Rounds(clock, 5_000, (names) => visits.push(`${[...names].join()} ${clock.now()}`));
    rounds.add('a', 17_000);
    rounds.add('b', 1_001);
    rounds.add('a', 5_000);
    clock.advanceTo(60_000);
    expect(visits).toEqual(['b,a 6000', 'a 21000']);
    expect(clock.executed).toBe(2);
  });
});
