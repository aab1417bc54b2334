/**
 * A report for people: a table with a row for each question and namespace.
 *
 * Rows that hold are put together, told by the one that came nearest to trouble; what warns or breaks has a row of its own.
 */
import type { CheckReport, Row } from './check-report';

/** How much is told. */
export interface ReportTextOptions {
  /** Every row by itself. @default false */
  readonly details?: boolean;
}

const MARKS = { holds: 'ok', warns: 'warn', breaks: 'FAIL' } as const;
const HEAD = ['question', 'where', 'verdict', 'measured'];

interface Line {
  readonly cells: readonly string[];
  /** What stands below it. */
  readonly below: readonly string[];
}

/** The report as text, without colour; lines are as long as their reasons. */
export function reportText({ rows }: CheckReport, { details = false }: ReportTextOptions = {}): string {
  const lines = details ? rows.map(line) : grouped(rows).flatMap(([first, ...rest]) => summary(first!, rest));
  const count = (verdict: Row['verdict']): number => rows.filter((row) => row.verdict === verdict).length;
  const total = `${rows.length} answers: ${count('holds')} ok, ${count('warns')} warnings, ${count('breaks')} failures`;
  return `${table([{ cells: HEAD, below: [] }, ...lines])}\n\n${total}`;
}

/** Rows of one question and namespace, in the order in which they came. */
function grouped(rows: readonly Row[]): readonly (readonly Row[])[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.rehearsal} ${row.namespace}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

function summary(first: Row, rest: readonly Row[]): Line[] {
  const rows = [first, ...rest];
  const good = rows.filter(({ verdict }) => verdict === 'holds');
  const others = rows.filter(({ verdict }) => verdict !== 'holds').map(line);
  const worst = [...good].sort((a, b) => lastFigure(b) - lastFigure(a))[0];
  if (worst === undefined) return others;
  if (good.length === 1) return [line(worst), ...others];
  const where = worst.namespace || 'all';
  const measure = `${good.length} hold; slowest ${worst.subject.split('/').pop()}: ${worst.measure}`;
  return [{ cells: [worst.rehearsal, where, MARKS.holds, measure], below: [] }, ...others];
}

/** The last figure of a row is how long it took. */
function lastFigure({ figures }: Row): number {
  return Object.values(figures).at(-1) ?? 0;
}

/** The reason and the place stand below their row. */
function line({ rehearsal, namespace, subject, verdict, measure, why, place }: Row): Line {
  const where = [namespace, subject].filter(Boolean).join(' ') || 'all';
  const below = verdict === 'holds' ? [] : [why, verdict === 'breaks' ? place : undefined];
  return { cells: [rehearsal, where, MARKS[verdict], measure], below: below.filter((text) => text !== undefined) };
}

/** Columns as wide as what they hold, the last one open. */
function table(lines: readonly Line[]): string {
  const widths = HEAD.map((_, column) => Math.max(...lines.map(({ cells }) => cells[column]!.length)));
  const indent = ' '.repeat(widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 2));
  return lines
    .flatMap(({ cells, below }) => [
      cells.map((cell, column) => (column < HEAD.length - 1 ? cell.padEnd(widths[column]!) : cell)).join('  '),
      ...below.map((text) => `${indent}${text.trim().replaceAll('\n', ' ')}`),
    ])
    .join('\n');
}
