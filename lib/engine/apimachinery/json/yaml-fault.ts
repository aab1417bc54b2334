/**
 * Syntax errors of YAML in the words and with the line numbers of Go's library.
 *
 * Scanner and parser count lines differently there: the scanner from one, the parser from zero, and the first line is never named.
 *
 * Upstream: sigs.k8s.io/yaml (goyaml.v2: yaml.go, decode.go, scannerc.go, parserc.go)
 * Differs: errors that are rare in manifests keep the words of the `yaml` package.
 */
import type { YAMLParseError } from 'yaml';

type Stage = 'scanner' | 'parser';

interface Wording {
  readonly when: (error: YAMLParseError, text: string) => boolean;
  readonly words: string;
  readonly stage: Stage;
}

const MAPPING_VALUES = 'mapping values are not allowed in this context';
const NO_TOKEN = 'found character that cannot start any token';

function says(code: string, start = ''): Wording['when'] {
  return (error) => error.code === code && error.message.startsWith(start);
}

const WORDINGS: readonly Wording[] = [
  { when: says('BLOCK_AS_IMPLICIT_KEY'), words: MAPPING_VALUES, stage: 'scanner' },
  { when: says('MULTILINE_IMPLICIT_KEY'), words: MAPPING_VALUES, stage: 'scanner' },
  { when: says('BAD_SCALAR_START'), words: NO_TOKEN, stage: 'scanner' },
  {
    when: (error, text) => error.code === 'TAB_AS_INDENT' && continuesPlainText(error, text),
    words: 'found a tab character that violates indentation',
    stage: 'scanner',
  },
  { when: says('TAB_AS_INDENT'), words: NO_TOKEN, stage: 'scanner' },
  { when: says('MISSING_CHAR', 'Missing closing'), words: 'found unexpected end of stream', stage: 'scanner' },
  { when: flow('sequence'), words: "did not find expected ',' or ']'", stage: 'parser' },
  { when: flow('map'), words: "did not find expected ',' or '}'", stage: 'parser' },
  { when: says('BAD_INDENT', 'All mapping items'), words: 'did not find expected key', stage: 'parser' },
  { when: says('MISSING_CHAR', 'Implicit map keys'), words: 'did not find expected key', stage: 'parser' },
  {
    when: says('UNEXPECTED_TOKEN', 'Unexpected scalar at node end'),
    words: "did not find expected '-' indicator",
    stage: 'parser',
  },
];

function flow(kind: string): Wording['when'] {
  return ({ code, message }) =>
    (code === 'BAD_INDENT' || code === 'MISSING_CHAR') && message.toLowerCase().startsWith(`flow ${kind}`);
}

/** The line before ends in the middle of a plain value, which this line would continue. */
function continuesPlainText(error: YAMLParseError, text: string): boolean {
  const before = text.slice(0, error.pos[0]).trimEnd();
  return before !== '' && !/[:\-[{,]$/.test(before);
}

/** What Go would say of a text with these errors; `yaml: ` not included. */
export function yamlFault(errors: readonly YAMLParseError[], text: string): string {
  const error = tellingOne(errors);
  const wording = WORDINGS.find(({ when }) => when(error, text));
  const line = lineOf(error, errors, text, wording?.stage ?? 'scanner');
  const words = wording?.words ?? error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
  return line === undefined ? words : `line ${line}: ${words}`;
}

/** Of several errors at one place the last says what was missing there. */
function tellingOne(errors: readonly YAMLParseError[]): YAMLParseError {
  const [first] = errors;
  const missing = errors.find(({ code, pos }) => code === 'MISSING_CHAR' && pos[0] === first!.pos[0]);
  return missing ?? first!;
}

function lineOf(
  error: YAMLParseError,
  errors: readonly YAMLParseError[],
  text: string,
  stage: Stage,
): number | undefined {
  // A key that runs over several lines is refused where its colon stands.
  const key = errors.find(({ code, pos }) => code === 'MULTILINE_IMPLICIT_KEY' && pos[0] === error.pos[0]) ?? error;
  const [start, end] = key.linePos ?? [];
  const found = (key.code === 'MULTILINE_IMPLICIT_KEY' && stage === 'scanner' ? end : start)?.line ?? 1;
  const unended = error.pos[0] >= text.length && !text.endsWith('\n') ? 1 : 0;
  const counted = found - 1 + unended;
  if (counted === 0) return undefined;
  return stage === 'scanner' ? counted + 1 : counted;
}
