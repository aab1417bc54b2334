import fc from 'fast-check';
import { ParseError } from '../../../lib/engine/apimachinery/parse-error';
import { Quantity } from '../../../lib/engine/apimachinery/quantity';

const q = (text: string): Quantity => Quantity.parse(text);

describe('Quantity', () => {
  test.each([
    // recorded answers of the API server
    ['1000m', '1'],
    ['1000', '1k'],
    ['1e3', '1e3'],
    ['1E3', '1E3'],
    ['1000k', '1M'],
    ['0.5', '500m'],
    ['100e-3', '100e-3'],
    ['1.5', '1500m'],
    ['1.50', '1500m'],
    ['0.1k', '100'],
    ['1000000k', '1G'],
    ['1024', '1024'],
    ['1024Ki', '1Mi'],
    ['0.5Gi', '512Mi'],
    ['1.5Gi', '1536Mi'],
    ['0.001Gi', '1073741824m'],
    ['9223372036854775808', '9223372036854775808'],
    ['99999999999999999999', '99999999999999999999'],
    ['1.1Ki', '1126400m'],
    ['+1', '+1'],
    ['01', '01'],
    ['1.', '1.'],
    ['1e+3', '1e+3'],
    ['1e1', '10'],
    ['0', '0'],
    ['00', '0'],
    ['0.1n', '1n'],
    ['1000E', '1'],
    ['16Ei', '9223372036854775807'],
    ['-2048Mi', '-2Gi'],
  ])('%s comes back as %s', (text, canonical) => {
    expect(q(text).toString()).toBe(canonical);
  });

  test.each([
    ['', /must match the regular expression/],
    ['1 ', /must match the regular expression/],
    ['abc', /must match the regular expression/],
    ['1..2', /must match the regular expression/],
    ['1K', /unable to parse quantity's suffix/],
    ['1mi', /unable to parse quantity's suffix/],
    ['1e', /unable to parse quantity's suffix/],
  ])('%j is refused', (text, message) => {
    expect(() => q(text)).toThrow(ParseError);
    expect(() => q(text)).toThrow(message);
    expect(Quantity.tryParse(text)).toBeUndefined();
  });

  test.each([
    ['1', 1, 1000],
    ['100m', 1, 100],
    ['1001m', 2, 1001],
    ['1.0000000001', 2, 1001],
    ['-1500m', -2, -1500],
    ['1Gi', 2 ** 30, 2 ** 30 * 1000],
    ['1n', 1, 1],
    ['0', 0, 0],
  ])('%s is %d, or %d thousandths', (text, value, milliValue) => {
    expect(q(text).value()).toBe(value);
    expect(q(text).milliValue()).toBe(milliValue);
  });

  test('values beyond 64 bits stop at the edge', () => {
    expect(q('99999999999999999999').value()).toBe(2 ** 63);
    expect(q('1e1000000000').value()).toBe(2 ** 63);
    expect(q('-1e1000000000').milliValue()).toBe(-(2 ** 63));
  });

  test('compares by value, whatever the form and however far apart', () => {
    expect(q('1Gi').equals(q('1073741824'))).toBe(true);
    expect(q('1000m').equals(q('1'))).toBe(true);
    expect(q('1k').compare(q('1Ki'))).toBeLessThan(0);
    expect(q('-1').compare(q('1'))).toBeLessThan(0);
    expect(q('-2').compare(q('-10m'))).toBeLessThan(0);
    expect(q('1e1000000000').compare(q('9E'))).toBeGreaterThan(0);
    expect(q('0').compare(q('0e99'))).toBe(0);
  });

  test('adds and subtracts exactly, and zero takes the other form', () => {
    expect(q('100m').add(q('900m')).toString()).toBe('1');
    expect(q('1Gi').sub(q('512Mi')).toString()).toBe('512Mi');
    expect(q('0').add(q('1Gi')).toString()).toBe('1Gi');
    expect(q('1Gi').add(q('1')).toString()).toBe('1073741825');
    expect(q('9223372036854775807').add(q('1')).toString()).toBe('9223372036854775808');
    expect(q('1e1000000000').add(q('1')).toString()).toBe(q('1e1000000000').toString());
  });

  test('rounds up to thousandths as requests of pods are', () => {
    expect(q('0.0001').roundUp(-3).toString()).toBe('1m');
    expect(q('1.0000000001').roundUp(-3).toString()).toBe('1001m');
    expect(q('1e3').roundUp(-3).toString()).toBe('1e3');
    expect(q('500m').isExactAt(0)).toBe(false);
    expect(q('1e3').isExactAt(0)).toBe(true);
  });

  test('shows itself as Go does', () => {
    const struct = (value: number, scale: number, text: string): string =>
      `resource.Quantity{i:resource.int64Amount{value:${value}, scale:${scale}}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"${text}", Format:"DecimalSI"}`;
    expect(q('500m').goSyntax(false)).toBe(struct(500, -3, '500m'));
    expect(Quantity.of(15).goSyntax(false)).toBe(struct(15, 0, ''));
    expect(q('0.5').goSyntax(true)).toBe(struct(5, -1, '500m'));
  });

  test('its canonical text is a fixed point and keeps the value', () => {
    const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-3', 'E2');
    const number = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 999 }));
    fc.assert(
      fc.property(number, suffix, ([whole, fraction], unit) => {
        const quantity = q(`${whole}.${fraction}${unit}`);
        const again = q(quantity.toString());
        expect(again.toString()).toBe(quantity.toString());
        expect(again.compare(quantity)).toBe(0);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
