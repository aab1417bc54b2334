import { VirtualClock } from '../../../lib/engine/clock/clock';
import { OrderedWatchDelivery, type Lag } from '../../../lib/engine/client/watch-delivery';
import { Random } from '../../../lib/engine/random/random';

const LONGEST_DELAY_MS = 5;

function world(): {
  clock: VirtualClock;
  stream: OrderedWatchDelivery;
  lags: Map<string, Lag>;
  arrived: string[];
  send(table: string, what: string): void;
} {
  const clock = new VirtualClock(0);
  const lags = new Map<string, Lag>();
  const stream = new OrderedWatchDelivery(clock, new Random('watch-delivery'), (table) => lags.get(table) ?? 0);
  const arrived: string[] = [];
  return { clock, stream, lags, arrived, send: (table, what) => stream.arrive(table, () => arrived.push(what)) };
}

describe('OrderedWatchDelivery', () => {
  test('changes of all resources arrive a little later, in the order in which they were made', () => {
    const { clock, arrived, send } = world();
    send('pods', 'first');
    send('jobs', 'second');
    send('pods', 'third');
    expect(arrived).toEqual([]);
    clock.advanceTo(LONGEST_DELAY_MS);
    expect(arrived).toEqual(['first', 'second', 'third']);
  });

  test('what a change leads to arrives after what was on its way already', () => {
    const { clock, stream, arrived, send } = world();
    stream.arrive('pods', () => send('jobs', 'led to'));
    send('pods', 'on its way');
    clock.advanceTo(2 * LONGEST_DELAY_MS);
    expect(arrived).toEqual(['on its way', 'led to']);
  });

  test('a resource that is held up holds up no other, and keeps its own order after that', () => {
    const { clock, lags, arrived, send } = world();
    lags.set('pods', 1_000);
    send('pods', 'pod 1');
    send('jobs', 'job');
    lags.clear();
    send('pods', 'pod 2');
    clock.advanceTo(LONGEST_DELAY_MS);
    expect(arrived).toEqual(['job']);
    clock.advanceTo(1_000 + LONGEST_DELAY_MS);
    expect(arrived).toEqual(['job', 'pod 1', 'pod 2']);
  });

  test('while nothing arrives it is tried again once a second', () => {
    const { clock, lags, arrived, send } = world();
    lags.set('pods', 'frozen');
    send('pods', 'pod');
    clock.advanceTo(5_500);
    expect(arrived).toEqual([]);
    lags.clear();
    clock.advanceTo(6_000 + LONGEST_DELAY_MS);
    expect(arrived).toEqual(['pod']);
  });

  test('a change that cannot be taken in takes none of the later ones with it', () => {
    const { clock, stream, arrived, send } = world();
    stream.arrive('pods', () => {
      throw new Error('no');
    });
    send('pods', 'next');
    expect(() => clock.advanceTo(LONGEST_DELAY_MS)).toThrow('no');
    clock.advanceTo(3 * LONGEST_DELAY_MS);
    expect(arrived).toEqual(['next']);
  });
});
