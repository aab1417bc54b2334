/**
 * The commands that every container knows.
 *
 * `probe 0:ok 4:fail` (what holds from which second of the container on: `ok`, `fail` or `hang`), `sleep SECONDS`, `echo WORDS`,
 * `fail CODE WORDS` (words to stderr), `env`, `printenv NAMES`, `args` (command and arguments as the runtime got them), `cat PATHS` and
 * `ls DIRECTORIES` (of what is mounted). Besides these an image has commands of its own, and a shell: see `shell-script.ts`.
 */
import { compareText } from '../../apimachinery/go-text';
import type { ImageBehaviour, ImageBehaviours } from '../images/image-behaviours';
import { containerNamed } from '../container-reference';
import type { CommandPlace, CommandResult, Commands } from './commands';
import type { LogLine } from './container-log';
import { shellScriptOf, runShellScript } from './shell-script';
import { Timeline } from './timeline';

type Command = (words: readonly string[], place: CommandPlace) => CommandResult;

const STDERR_MARK = 'stderr: ';

const COMMANDS: Readonly<Record<string, Command>> = {
  probe,
  sleep: ([seconds = '0']) => ({ ...done(''), durationMs: 1000 * (Number.parseFloat(seconds) || 0) }),
  echo: (words) => done(`${words.join(' ')}\n`),
  fail: ([code = '1', ...words]) => ({ ...done(''), exitCode: Number(code), stderr: lineOf(words) }),
  env: (_words, { environment }) => done(variablesOf(environment.variables)),
  printenv,
  args: (_words, { environment }) => done(`${[...environment.command, ...environment.args].join(' ')}\n`),
  cat,
  ls,
};

export class ScriptedCommands implements Commands {
  constructor(private readonly images: ImageBehaviours) {}

  run(command: readonly string[], place: CommandPlace): CommandResult {
    const image = this.images.of(containerNamed(place.pod, place.container)?.image ?? '');
    const script = (image?.shell ?? true) ? shellScriptOf(command) : undefined;
    if (script !== undefined) return runShellScript(script, (words) => this.run(words, place));
    const [name = '', ...words] = command;
    return Object.hasOwn(COMMANDS, name) ? COMMANDS[name]!(words, place) : ownCommand(image, name);
  }

  output(line: string | readonly string[], place: CommandPlace): readonly LogLine[] {
    if (typeof line === 'string') {
      const isError = line.startsWith(STDERR_MARK);
      const text = isError ? line.slice(STDERR_MARK.length) : line;
      return [{ timeMs: place.nowMs, stream: isError ? 'stderr' : 'stdout', text }];
    }
    const result = this.run(line, place);
    if (typeof result === 'string') return [];
    return [...linesOf(result.stdout, 'stdout', place.nowMs), ...linesOf(result.stderr, 'stderr', place.nowMs)];
  }
}

/** Whether a command copies its input to its output. */
export function copiesInput(command: readonly string[]): boolean {
  return command.length === 1 && command[0] === 'cat';
}

/** A command of the image's own. */
function ownCommand(image: ImageBehaviour | undefined, name: string): CommandResult {
  const { commands } = image ?? {};
  if (!commands) return done('');
  const known = commands[name.slice(name.lastIndexOf('/') + 1)];
  if (!known) return 'not found';
  const { exitCode = 0, stdout = '', stderr = '', seconds = 0 } = known;
  return { exitCode, stdout, stderr, durationMs: 1000 * seconds };
}

function linesOf(text: string, stream: LogLine['stream'], timeMs: number): LogLine[] {
  if (text === '') return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => ({ timeMs, stream, text: line }));
}

function done(stdout: string): { exitCode: number; stdout: string; stderr: string; durationMs: number } {
  return { exitCode: 0, stdout, stderr: '', durationMs: 0 };
}

function lineOf(words: readonly string[]): string {
  return words.length === 0 ? '' : `${words.join(' ')}\n`;
}

function probe(words: readonly string[], { startedMs, nowMs }: CommandPlace): CommandResult {
  const { value } = new Timeline(words.join(' ')).at(nowMs - startedMs);
  if (value === 'hang') return 'hang';
  return value === 'ok' ? done('healthy\n') : { ...done(''), exitCode: 1, stderr: 'not healthy\n' };
}

function variablesOf(variables: ReadonlyMap<string, string>): string {
  const names = [...variables.keys()].sort(compareText);
  return names.map((name) => `${name}=${variables.get(name)}\n`).join('');
}

function printenv(names: readonly string[], { environment: { variables } }: CommandPlace): CommandResult {
  if (names.length === 0) return done(variablesOf(variables));
  const found = names.filter((name) => variables.has(name));
  const stdout = found.map((name) => `${variables.get(name)}\n`).join('');
  return { ...done(stdout), exitCode: found.length === names.length ? 0 : 1 };
}

/** Each file's last line ends, as people expect of what they look at. */
function cat(paths: readonly string[], { environment: { files } }: CommandPlace): CommandResult {
  return forEach(paths, 'cat', (path) => {
    const text = files.read(path);
    return text === undefined || text === '' || text.endsWith('\n') ? text : `${text}\n`;
  });
}

function ls(paths: readonly string[], { environment: { files } }: CommandPlace): CommandResult {
  return forEach(paths.length === 0 ? ['/'] : paths, 'ls', (path) =>
    files
      .list(path)
      ?.map(({ name, mode }) => `${permissions(mode)} ${name}\n`)
      .join(''),
  );
}

function forEach(paths: readonly string[], name: string, read: (path: string) => string | undefined): CommandResult {
  const texts = paths.map(read);
  const missing = paths.filter((_path, index) => texts[index] === undefined);
  const stderr = missing.map((path) => `${name}: ${path}: No such file or directory\n`).join('');
  return { ...done(texts.join('')), stderr, exitCode: missing.length === 0 ? 0 : 1 };
}

function permissions(mode: number): string {
  const letters = 'rwxrwxrwx';
  return `-${[...letters].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-')).join('')}`;
}
