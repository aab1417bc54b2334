/**
 * Makes what kubectl printed comparable: ages, dates, ports, files and versions become tokens, runs of blanks two, and rows whose order is
 * chance are sorted.
 */

/** An age, but no quantity, offset or duration that somebody asked for. */
const AGE =
  /(?<![\w.:<=[-])(?<!for |cpu"?: +"?|Seconds: +)(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?\d+[smhdy](?= |$|\)| ago)/g;
/** In `describe` a tenth of a CPU. */
const MILLI = /^\d+m$/;
const DATE =
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g;
/** What the kubelet reports of images and containers is the kubelet's business. */
const KUBELET_EVENT = /^(?:\s+|<age>.*?\s+)Normal\s+(?:Pulling|Pulled|Created|Started|Killing)\s/;
const HEAD_OF_EVENTS = /^ *---- {2}------ {2}---- {2}---- {2}-------$/;
const RANDOM_NAME = /^\S*<(?:x|hash-\d+|minute)>/;

const TOKENS: readonly (readonly [pattern: RegExp, token: string])[] = [
  [/<age> \(x\d+ over <age>\)/g, '<age>'],
  [DATE, '<time>'],
  [/(?<=\S)\s{2,}/g, '  '],
  [/\s+$/, ''],
  [/(Resource Version): {2}\d+$/, '$1:  <rv>'],
  [/(Created on|Start Time|CreationTimestamp|Created|Last Transition Time|Started|Finished): {2}.*/, '$1:  <time>'],
  [/resourceVersion:\d+/g, 'resourceVersion:<rv>'],
  [/(Expected resource version to be \d+, was )\d+/, '$1<rv>'],
  [/("?resourceVersion"?: )"\d+"/, '$1"<rv>"'],
  [/(\bnodePort"?: )3\d{4}\b/, '$1<node-port>'],
  [/(:|NodePort: {2}\S+ {2})3\d{4}\/(TCP|UDP)/g, '$1<node-port>/$2'],
  [/^[EWI]\d{4} [\d:.]+ +\d+ /, 'klog '],
  [/\/tmp\/[\w./-]*(LIVE|MERGED)-\d+/g, '/tmp/$1'],
  [/(\/tmp\/(?:LIVE|MERGED)\S*)\s\d{4}-\d\d-\d\d.*/, '$1'],
  [/"?\/tmp\/[\w.-]*edit-\d+\.yaml"?/, '<tmp>'],
  [/(default-scheduler-)[\w.-]+/g, '$1<host>'],
  [/\.[0-9a-f]{16}\b/g, '.<event>'],
  [/-2\d{7}\b/g, '-<minute>'],
];

export function kubectlLines(text: string, command: readonly string[]): string[] {
  const describes = command[0] === 'describe';
  const tokens = (line: string): string =>
    TOKENS.reduce(
      (changed, [pattern, token]) => changed.replace(pattern, token),
      line.replace(AGE, (age) => (describes && MILLI.test(age) ? age : '<age>')),
    );
  const lines = withoutLease(text.split('\n').map(tokens)).filter((line) => !KUBELET_EVENT.test(line));
  if (command.includes('-w') || command.includes('--watch')) return lines.filter((line, i) => line !== lines[i - 1]);
  return sortedWhereChance(lines);
}

/** The kubelet of a node renews its lease, whenever that is. */
function withoutLease(lines: readonly string[]): readonly string[] {
  const lease = lines.findIndex((line) => line.startsWith('Lease:'));
  if (lease < 0) return lines;
  const next = lines.findIndex((line, i) => i > lease && /^\S/.test(line));
  return [...lines.slice(0, lease), ...lines.slice(next)];
}

/** Neighbours that are events, and neighbours with a random name, in order of their text. */
function sortedWhereChance(lines: readonly string[]): string[] {
  const eventTable = lines[0]?.startsWith('LAST SEEN') ?? false;
  let inEvents = false;
  const group = (line: string, i: number): string => {
    if (HEAD_OF_EVENTS.test(line)) {
      inEvents = true;
      return '';
    }
    if (line === '') inEvents = false;
    if (eventTable) return i > 0 && line !== '' ? 'event' : '';
    if (inEvents) return 'event';
    return RANDOM_NAME.test(line) ? 'row' : '';
  };
  const runs: { readonly group: string; readonly lines: string[] }[] = [];
  for (const [i, line] of lines.entries()) {
    const name = group(line, i);
    const last = runs.at(-1);
    if (last && name !== '' && last.group === name) last.lines.push(line);
    else runs.push({ group: name, lines: [line] });
  }
  return runs.flatMap((run) => run.lines.sort());
}
