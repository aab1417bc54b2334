import { IpAddress, IpRange } from '../../../lib/engine/apimachinery/ip-address';

describe('IpAddress', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1', 4],
    ['010.000.0.01', '10.0.0.1', 4],
    ['::', '::', 6],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1', 6],
    ['fe80::0:1', 'fe80::1', 6],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7', 6],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4', 4],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304', 6],
  ])('reads %s as %s', (text, canonical, family) => {
    const address = IpAddress.parse(text);
    expect(address?.toString()).toBe(canonical);
    expect(address?.family).toBe(family);
  });

  test.each([
    '',
    'x',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '1::2::3',
    ':1',
    '1:2:3:4:5:6:7',
    'fe80::1%eth0',
    '1.2.3.4/8',
  ])('refuses %j', (text) => expect(IpAddress.parse(text)).toBeUndefined());

  test('refuses leading zeros where they are not asked for', () => {
    expect(IpAddress.parseStrict('010.0.0.1')).toBeUndefined();
    expect(IpAddress.parseStrict('10.0.0.1')?.toString()).toBe('10.0.0.1');
  });

  test('knows the special ranges of both families', () => {
    const read = (text: string): IpAddress => IpAddress.parse(text)!;
    expect([read('0.0.0.0').isUnspecified, read('::').isUnspecified, read('0.0.0.1').isUnspecified]).toEqual([
      true,
      true,
      false,
    ]);
    expect([read('127.9.9.9').isLoopback, read('::1').isLoopback, read('128.0.0.1').isLoopback]).toEqual([
      true,
      true,
      false,
    ]);
    expect([
      read('169.254.1.1').isLinkLocalUnicast,
      read('fe80::1').isLinkLocalUnicast,
      read('febf::1').isLinkLocalUnicast,
    ]).toEqual([true, true, true]);
    expect([read('169.253.1.1').isLinkLocalUnicast, read('fec0::1').isLinkLocalUnicast]).toEqual([false, false]);
    expect([
      read('224.0.0.5').isLinkLocalMulticast,
      read('ff02::1').isLinkLocalMulticast,
      read('224.0.1.0').isLinkLocalMulticast,
    ]).toEqual([true, true, false]);
  });
});

describe('IpRange', () => {
  test('masks host bits and counts its addresses', () => {
    const range = IpRange.parse('10.96.7.8/16')!;
    expect(range.toString()).toBe('10.96.0.0/16');
    expect(range.size).toBe(65536n);
    expect(range.at(5n).toString()).toBe('10.96.0.5');
  });

  test('contains addresses of its own family only', () => {
    const range = IpRange.parse('10.0.0.0/8')!;
    expect(range.contains(IpAddress.parse('10.255.0.1')!)).toBe(true);
    expect(range.contains(IpAddress.parse('11.0.0.1')!)).toBe(false);
    expect(range.contains(IpAddress.parse('::1')!)).toBe(false);
    expect(IpRange.parse('2001:db8::/32')!.contains(IpAddress.parse('2001:db8:1::1')!)).toBe(true);
  });

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', 'x/8', '::/129'])('refuses %j', (text) => {
    expect(IpRange.parse(text)).toBeUndefined();
  });
});
