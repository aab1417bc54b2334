import { withSortedMembers } from '../../../lib/engine/apimachinery/sorted-members';

test('what says the same has the same text, whatever the order of its members', () => {
  const one = withSortedMembers({ b: [{ y: 1, x: null }], a: { d: 'd', c: undefined } });
  const other = withSortedMembers({ a: { d: 'd' }, b: [{ x: null, y: 1 }] });
  expect(JSON.stringify(one)).toBe('{"a":{"d":"d"},"b":[{"x":null,"y":1}]}');
  expect(JSON.stringify(other)).toBe(JSON.stringify(one));
});
