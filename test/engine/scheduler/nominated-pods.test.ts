import { NominatedPods } from '../../../lib/engine/scheduler/nominated-pods';
import { pod } from './nodes-and-pods';

const waiting = (name: string, priority: number, nominatedTo?: string): ReturnType<typeof pod> =>
  pod(name, { nominatedTo, spec: { priority } });

describe('NominatedPods', () => {
  test('rivals of a pod are the others that wait for the node and are no less important', () => {
    const nominated = new NominatedPods();
    for (const one of [waiting('low', 1, 'a'), waiting('equal', 5, 'a'), waiting('elsewhere', 9, 'b')])
      nominated.put(one);
    nominated.put(waiting('own', 5, 'a'));
    expect(nominated.rivalsOn('a', waiting('own', 5)).map(({ metadata }) => metadata.name)).toEqual(['equal']);
    expect(nominated.rivalsOn('c', waiting('own', 5))).toEqual([]);
  });

  test('a pod waits for one node at a time, and for none when it is told so', () => {
    const nominated = new NominatedPods();
    nominated.put(waiting('1', 0, 'a'));
    nominated.put(waiting('1', 0, 'b'));
    expect([nominated.on('a').length, nominated.on('b').length]).toEqual([0, 1]);
    nominated.put(waiting('1', 0));
    expect(nominated.isEmpty).toBe(true);
    nominated.remove('1');
  });
});
