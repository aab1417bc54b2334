import { withStatusCondition } from '../../../lib/engine/apimachinery/status-conditions';

const ready = { type: 'Ready', status: 'True', reason: 'Fine', message: '' };

describe('withStatusCondition', () => {
  test('adds one with the time of now', () => {
    expect(withStatusCondition([], ready, 5_000)).toEqual([{ ...ready, lastTransitionTime: '1970-01-01T00:00:05Z' }]);
  });

  test('keeps place and time while the status stays the same', () => {
    const other = { ...ready, type: 'Other', lastTransitionTime: '1970-01-01T00:00:00Z' };
    const before = withStatusCondition([], ready, 5_000);
    const after = withStatusCondition([...before, other], { ...ready, reason: 'Better' }, 9_000);
    expect(after).toEqual([{ ...before[0], reason: 'Better' }, other]);
  });

  test('moves the time with the status', () => {
    const before = withStatusCondition([], ready, 5_000);
    const [after] = withStatusCondition(before, { ...ready, status: 'False' }, 9_000);
    expect(after).toMatchObject({ status: 'False', lastTransitionTime: '1970-01-01T00:00:09Z' });
  });
});
