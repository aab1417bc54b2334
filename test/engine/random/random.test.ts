import { Random } from '../../../lib/engine/random/random';

describe('Random', () => {
  test('the same seed gives the same numbers on every machine', () => {
    const random = new Random(7);
    expect([random.integer(1000), random.integer(1000), random.suffix(), random.uuid()]).toMatchInlineSnapshot(`
     [
       722,
       200,
       "gxtjb",
       "7aa74a53-4b43-428e-b293-c0510ece4d7c",
     ]
    `);
  });

  test('a fork depends on the seed and its name alone', () => {
    const one = new Random('seed');
    const other = new Random('seed');
    other.fraction();
    expect(one.fork('scheduler').fraction()).toBe(other.fork('scheduler').fraction());
    expect(one.fork('scheduler').fraction()).not.toBe(one.fork('kubelet').fraction());
  });

  test('numbers are spread evenly enough to decide by', () => {
    const random = new Random(1);
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 100_000; draw++) counts[random.integer(10)]!++;
    expect(Math.min(...counts)).toBeGreaterThan(9_600);
    expect(Math.max(...counts)).toBeLessThan(10_400);
  });

  test('shuffling keeps every member, picking finds one', () => {
    const random = new Random(3);
    const items = [1, 2, 3, 4, 5];
    expect(random.shuffle(items).sort()).toEqual(items);
    expect(items).toContain(random.pick(items));
    expect(() => random.pick([])).toThrow('the list is empty');
  });

  test('names and uids have the shape that Kubernetes gives them', () => {
    const random = new Random(5);
    expect(random.suffix()).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('an attempt that fails has drawn nothing, from this stream and its forks', () => {
    const [random, same] = [new Random('a'), new Random('a')];
    const [fork, sameFork] = [random.fork('b'), same.fork('b')];
    expect(() =>
      random.attempt(() => {
        random.uuid();
        fork.suffix();
        throw new Error('no');
      }),
    ).toThrow('no');
    expect([random.uuid(), fork.suffix()]).toEqual([same.uuid(), sameFork.suffix()]);
  });

  test('an attempt that succeeds has drawn what it drew', () => {
    const [random, same] = [new Random('a'), new Random('a')];
    expect(random.attempt(() => random.uuid())).toBe(same.uuid());
    expect(random.uuid()).toBe(same.uuid());
  });
});
