/** What a command printed, without what is different each time: ages, addresses, random parts of names, colours, widths of columns. */

const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]';

const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  // eslint-disable-next-line no-control-regex
  [/\u001b\[[0-9;]*m/g, ''],
  [/\s+$/g, ''],
  [/ \(x\d+ over ([\dhms]+|<invalid>)\)/g, ''],
  [/(?<=\S)(\t| {2})\s*/g, '  '],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} [+-]\d{4}/g, '<time>'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [new RegExp(`-${RANDOM}{6,10}-${RANDOM}{5}\\b`, 'g'), '-<pod>'],
  [new RegExp(`-${RANDOM}{8,10}\\b`, 'g'), '-<set>'],
  [new RegExp(`-${RANDOM}{5}\\b`, 'g'), '-<pod>'],
  [/-\d{8}\b/g, '-<minute>'],
  [/\b\d{1,3}(\.\d{1,3}){3}(:\d{4,5})?\b/g, '<address>'],
  [/:3\d{4}\/TCP/g, ':<node port>/TCP'],
  [/(?<![\w.:-])((\d+(\.\d+)?(ms|[dhms]))+|<invalid>)(?![\w.])/g, '<age>'],
];

/** The lines of an output, made comparable. */
export function comparableOutput(text: string): string[] {
  const lines = text.replace(/\n+$/, '').split('\n');
  return lines.map((line) => REPLACEMENTS.reduce((result, [from, to]) => result.replace(from, to), line));
}

/**
 * Whether lines are as expected. `...` as a line of its own stands for any lines, within a line for any text.
 *
 * @param isWhole false while more lines may come
 */
export function matchesOutput(lines: readonly string[], expected: readonly string[], isWhole = true): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return !isWhole || lines.length === 0;
  if (first === '...') return lines.concat('').some((_, skipped) => matchesOutput(lines.slice(skipped), rest, isWhole));
  const [line, ...others] = lines;
  return line !== undefined && lineMatches(line, first) && matchesOutput(others, rest, isWhole);
}

function lineMatches(line: string, expected: string): boolean {
  if (line === expected) return true;
  const parts = expected.split('...').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(line);
}
