import type { Schema } from '../../../../lib/engine/apimachinery/schema/schema';
import { zeroOf } from '../../../../lib/engine/apimachinery/schema/zero-value';

test.each<[string, unknown]>([
  ['string', ''],
  ['boolean', false],
  ['int64', 0],
  ['intOrString', 0],
  ['quantity', '0'],
  ['object', {}],
  ['list', null],
  ['time', null],
])('a %s is %j where nothing was said', (type, zero) => {
  expect(zeroOf({ type } as Schema)).toEqual(zero);
});
