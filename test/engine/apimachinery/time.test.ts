import {
  ageSince,
  formatDuration,
  formatMicroTime,
  formatTime,
  humanDuration,
  normalizeMicroTime,
  normalizeTime,
  parseDuration,
  parseTime,
} from '../../../lib/engine/apimachinery/time';

const RFC3339 = '2006-01-02T15:04:05Z07:00';
const RFC3339_MICRO = '2006-01-02T15:04:05.000000Z07:00';

describe('times', () => {
  test('a moment becomes a Time of whole seconds and a MicroTime of six digits', () => {
    const moment = parseTime('2024-01-02T03:04:05.678Z');
    expect(moment).toBe(Date.UTC(2024, 0, 2, 3, 4, 5, 678));
    expect(formatTime(moment)).toBe('2024-01-02T03:04:05Z');
    expect(formatMicroTime(moment)).toBe('2024-01-02T03:04:05.678000Z');
  });

  test.each([
    ['2024-01-02T03:04:05+02:00', '2024-01-02T01:04:05Z'],
    ['2024-01-02T03:04:05,9Z', '2024-01-02T03:04:05Z'],
    ['2024-01-02T3:04:05Z', '2024-01-02T03:04:05Z'],
    ['0001-01-01T00:00:00Z', null],
  ])('the Time %s is answered as %s', (text, answered) => {
    expect(normalizeTime(text)).toBe(answered);
  });

  test('a MicroTime keeps six digits and asks for them', () => {
    expect(normalizeMicroTime('2024-01-02T03:04:05.123456+01:00')).toBe('2024-01-02T02:04:05.123456Z');
    expect(() => normalizeMicroTime('2024-01-02T03:04:05Z')).toThrow(
      `parsing time "2024-01-02T03:04:05Z" as "${RFC3339_MICRO}": cannot parse "Z" as ".000000"`,
    );
    expect(() => normalizeMicroTime('2024-01-02T03:04:05.12Z')).toThrow('cannot parse ".12Z" as ".000000"');
  });

  test.each([
    ['yesterday', `parsing time "yesterday" as "${RFC3339}": cannot parse "yesterday" as "2006"`],
    ['2024-01-02', `parsing time "2024-01-02" as "${RFC3339}": cannot parse "" as "T"`],
    ['2024-01-02T03:04:05', `parsing time "2024-01-02T03:04:05" as "${RFC3339}": cannot parse "" as "Z07:00"`],
    ['2024-13-02T03:04:05Z', 'parsing time "2024-13-02T03:04:05Z": month out of range'],
    ['2023-02-29T03:04:05Z', 'parsing time "2023-02-29T03:04:05Z": day out of range'],
    ['2024-01-02T03:04:05Zx', 'parsing time "2024-01-02T03:04:05Zx": extra text: "x"'],
  ])('%s is refused', (text, message) => {
    expect(() => normalizeTime(text)).toThrow(message);
  });
});

describe('durations', () => {
  test.each([
    ['1h', 3_600_000, '1h0m0s'],
    ['1.5s', 1500, '1.5s'],
    ['100ms', 100, '100ms'],
    ['-5s', -5000, '-5s'],
    ['0', 0, '0s'],
    ['1h2m3.004s', 3_723_004, '1h2m3.004s'],
    ['1us', 0.001, '1µs'],
  ])('%s is %d ms and is written %s', (text, ms, written) => {
    expect(parseDuration(text)).toBe(ms);
    expect(formatDuration(ms)).toBe(written);
  });

  test.each([
    ['', 'time: invalid duration ""'],
    ['1', 'time: missing unit in duration "1"'],
    ['1x', 'time: unknown unit "x" in duration "1x"'],
    ['.s', 'time: invalid duration ".s"'],
  ])('%j is refused', (text, message) => {
    expect(() => parseDuration(text)).toThrow(message);
  });

  test.each([
    ['119s', '119s'],
    ['120s', '2m'],
    ['599s', '9m59s'],
    ['179m', '179m'],
    ['180m', '3h'],
    ['3h5m', '3h5m'],
    ['47h', '47h'],
    ['49h', '2d1h'],
    ['192h', '8d'],
    ['17520h', '2y'],
    ['20000h', '2y103d'],
    ['80000h', '9y'],
    ['-1s', '0s'],
    ['-3s', '<invalid>'],
  ])('an age of %s reads %s', (duration, shown) => {
    expect(humanDuration(parseDuration(duration))).toBe(shown);
  });

  test('an absent timestamp has an unknown age', () => {
    expect(ageSince(undefined, 0)).toBe('<unknown>');
    expect(ageSince('1970-01-01T00:00:00Z', 5000)).toBe('5s');
  });
});
