import {
  functionCharge,
  operatorCharge,
  sizeOfValue,
} from '../../../../../lib/engine/apiserver/custom-resources/cel/call-charge';

test.each<[unknown, number]>([
  ['héllo', 5],
  ['😀', 1],
  [[1n, 2n], 2],
  [{ a: 1n }, 1],
  [new Uint8Array(3), 3],
  [new Map([['a', 1]]), 1],
  [12n, 1],
  [new Date(0), 1],
])('the size of %p is %d', (value, size) => {
  expect(sizeOfValue(value)).toBe(size);
});

test('operators on texts cost by their length, on all else they are cheap', () => {
  const text = 'x'.repeat(100);
  expect(operatorCharge('+', text, text)).toBe(20);
  expect(operatorCharge('==', text, 'short')).toBe(1);
  expect(operatorCharge('<', text, text)).toBe(10);
  expect(operatorCharge('<', 1n, 2n)).toBe(1);
  expect(operatorCharge('in', 1n, [1n, 2n, 3n])).toBe(3);
});

test('functions cost by what they go through', () => {
  expect(functionCharge('sum', [[1n, 2n, 3n]], 6n)).toBe(3);
  expect(functionCharge('isSorted', [['x'.repeat(25), 'y'.repeat(19)]], true)).toBe(3);
  expect(functionCharge('matches', ['x'.repeat(99), '[a-z]+$'], true)).toBe(20);
  expect(functionCharge('join', [['a'], ','], 'x'.repeat(50))).toBe(10);
  expect(functionCharge('check', [], undefined)).toBe(350_000);
});
