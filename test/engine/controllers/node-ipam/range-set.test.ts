import { IpRange } from '../../../../lib/engine/apimachinery/ip-address';
import { RangeSet } from '../../../../lib/engine/controllers/node-ipam/range-set';

const range = (text: string): IpRange => IpRange.parse(text)!;

describe('RangeSet', () => {
  test('gives out parts in turn, a released one only when its turn comes again', () => {
    const set = new RangeSet(range('10.244.0.0/22'), 24);
    expect([set.allocate(), set.allocate()]).toEqual(['10.244.0.0/24', '10.244.1.0/24']);
    set.release(range('10.244.0.0/24'));
    expect([set.allocate(), set.allocate(), set.allocate()]).toEqual([
      '10.244.2.0/24',
      '10.244.3.0/24',
      '10.244.0.0/24',
    ]);
    expect(set.allocate()).toBeUndefined();
  });

  test('leaves out what a wider or narrower range covers', () => {
    const set = new RangeSet(range('10.0.0.0/8'), 16);
    expect(set.occupy(range('10.0.5.0/24'))).toBe(true);
    expect(set.occupy(range('192.168.0.0/16'))).toBe(false);
    expect(set.allocate()).toBe('10.1.0.0/16');
    expect(set.occupy(range('0.0.0.0/0'))).toBe(true);
    expect(set.allocate()).toBeUndefined();
  });

  test('cuts IPv6 as well', () => {
    expect(new RangeSet(range('fd00:10:244::/56'), 64).allocate()).toBe('fd00:10:244::/64');
  });
});
