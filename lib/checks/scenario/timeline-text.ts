/** A timeline as people read it: one line for each thing that happened. */
import { formatDuration } from '../../engine/apimachinery/time';
import type { Timeline } from './play-scenario';

export function timelineText({ rows, holds }: Timeline): string {
  const lines = rows.map(({ atMs, what, text, holds: held }) => {
    const verdict = held ? (what === 'expected' ? 'holds ' : '      ') : 'BREAKS';
    return `${formatDuration(atMs).padStart(12)}  ${verdict}  ${what.padEnd(8)}  ${text}`;
  });
  const broken = rows.filter((row) => !row.holds).length;
  return [...lines, '', holds ? 'Everything went as expected.' : `${broken} of ${rows.length} broke.`].join('\n');
}
