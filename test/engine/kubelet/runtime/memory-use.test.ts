import { memoryAt, memoryChangesMs, secondsUntilOver } from '../../../../lib/engine/kubelet/runtime/memory-use';

const MI = 1024 * 1024;

describe('the memory of a container', () => {
  test.each([
    ['64Mi', 0, 64 * MI],
    ['0:32Mi 60:200Mi', 59_999, 32 * MI],
    ['60:200Mi 0:32Mi', 60_000, 200 * MI],
    ['5:1Mi', 0, 0],
    ['much', 0, 0],
  ])('%s after %d ms is %d', (text, elapsedMs, bytes) => {
    expect(memoryAt(text, elapsedMs)).toBe(bytes);
  });

  test('is over its limit from a second on, or never', () => {
    expect(secondsUntilOver('0:32Mi 60:200Mi', '128Mi')).toBe(60);
    expect(secondsUntilOver('0:32Mi 60:200Mi', '200Mi')).toBeUndefined();
    expect(memoryChangesMs('0:32Mi 60:200Mi 90:1Mi')).toEqual([60_000, 90_000]);
  });
});
