import { Timeline } from '../../../../lib/engine/kubelet/runtime/timeline';

describe('Timeline', () => {
  test('says what holds at a moment, and until when', () => {
    const timeline = new Timeline('0:refused 3:200 9.5:500');
    expect([0, 2999, 3000, 9499, 9500].map((elapsedMs) => timeline.at(elapsedMs))).toEqual([
      { value: 'refused', untilMs: 3000 },
      { value: 'refused', untilMs: 3000 },
      { value: '200', untilMs: 9500 },
      { value: '200', untilMs: 9500 },
      { value: '500', untilMs: Infinity },
    ]);
  });

  test('says nothing before its first entry', () => {
    expect(new Timeline('5:ok').at(1000)).toEqual({ value: undefined, untilMs: 5000 });
  });
});
