/**
 * The commands that every container knows.
 *
 * `probe 0:ok 4:fail` (what holds from which second of the container on: `ok`, `fail` or `hang`), `sleep SECONDS`, `echo WORDS`,
 * `fail CODE WORDS` (words to stderr), `env`, `printenv NAMES`, `args` (command and arguments as the runtime got them), `cat PATHS` and
 * `ls DIRECTORIES` (of what is mounted). Besides these an image has commands of its own, and a shell with small tools: see
 * `shell-script.ts`, `file-tools.ts`, `text-tools.ts`, `tar-tool.ts`.
 */
import { compareText } from '../../apimachinery/go-text';
import type { ImageBehaviour, ImageBehaviours } from '../images/image-behaviours';
import { containerNamed } from '../container-reference';
import type { CommandPlace, CommandResult, Commands } from './commands';
import type { LogLine } from './container-log';
import { fileTools } from './file-tools';
import { isInteractiveShell, scriptReadsInput, shellScriptOf, runShellScript } from './shell-script';
import { networkTools, type ContainerNetwork } from './network-tools';
import { sleep, systemTools } from './system-tools';
import { tarTool } from './tar-tool';
import { textTools } from './text-tools';
import { Timeline } from './timeline';
import { done, forEachPath, NO_SUCH_FILE, optionsOf, placeOf, type Tool } from './tool';

type Command = (words: readonly string[], place: CommandPlace) => CommandResult;

const STDERR_MARK = 'stderr: ';

const COMMANDS: Readonly<Record<string, Command>> = {
  probe,
  sleep,
  echo: (words) => done(`${words.join(' ')}\n`),
  fail: ([code = '1', ...words]) => ({ ...done(''), exitCode: Number(code), stderr: lineOf(words) }),
  env: (_words, { environment }) => done(variablesOf(environment.variables)),
  printenv,
  args: (_words, { environment }) => done(`${[...environment.command, ...environment.args].join(' ')}\n`),
  cat,
  ls,
};

/** Wherever there is a shell. */
const TOOLS: Readonly<Record<string, Tool>> = { ...fileTools, ...textTools, ...systemTools, tar: tarTool };

export class ScriptedCommands implements Commands {
  readonly #tools: Readonly<Record<string, Tool>>;

  /** @param network without it there are no commands that use one */
  constructor(
    private readonly images: ImageBehaviours,
    network?: ContainerNetwork,
  ) {
    this.#tools = network ? { ...TOOLS, ...networkTools(network) } : TOOLS;
  }

  run(command: readonly string[], place: CommandPlace): CommandResult {
    const { image, hasShell } = this.#imageOf(place);
    const script = hasShell ? shellScriptOf(command) : undefined;
    if (script !== undefined) {
      return runShellScript(script, startedIn(place), (words, inside) => this.run(words, inside), [
        'sh',
        ...command.slice(4),
      ]);
    }
    const [name = '', ...words] = command;
    if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name]!(words, place);
    const tool = hasShell && !isOwn(image, name) ? this.#tool(name) : undefined;
    return tool ? tool.run(words, startedIn(place)) : ownCommand(image, name);
  }

  /** What an image says itself of its commands counts more. */
  knows(command: readonly string[], place: Pick<CommandPlace, 'pod' | 'container'>): boolean {
    const { image, hasShell } = this.#imageOf(place);
    if (!hasShell || image?.commands !== undefined) return false;
    const [name = ''] = command;
    return (
      Object.hasOwn(COMMANDS, name) ||
      shellScriptOf(command) !== undefined ||
      isInteractiveShell(command) ||
      this.#tool(name) !== undefined
    );
  }

  readsInput(command: readonly string[], place: Pick<CommandPlace, 'pod' | 'container'>): boolean {
    const { image, hasShell } = this.#imageOf(place);
    if (!hasShell) return false;
    const script = shellScriptOf(command);
    if (script !== undefined) return scriptReadsInput(script, (words) => this.readsInput(words, place));
    const [name = '', ...words] = command;
    if (name === 'cat') return words.every((word) => word === '-');
    return !isOwn(image, name) && (this.#tool(name)?.reads?.(words) ?? false);
  }

  #tool(path: string): Tool | undefined {
    const name = path.replace(/^(\/usr)?\/bin\//, '');
    return Object.hasOwn(this.#tools, name) ? this.#tools[name] : undefined;
  }

  #imageOf({ pod, container }: Pick<CommandPlace, 'pod' | 'container'>) {
    const image = this.images.of(containerNamed(pod, container)?.image ?? '');
    return { image, hasShell: image?.shell ?? true };
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

/** Whether the image says itself what a command does. */
function isOwn(image: ImageBehaviour | undefined, name: string): boolean {
  return image?.commands !== undefined && Object.hasOwn(image.commands, name.slice(name.lastIndexOf('/') + 1));
}

/** Where the container's processes begin. */
function startedIn(place: CommandPlace): CommandPlace {
  const { pod, container, directory } = place;
  return { ...place, directory: directory ?? containerNamed(pod, container)?.workingDir ?? '/' };
}

/** Whether a command copies its input to its output. */
export function copiesInput(command: readonly string[]): boolean {
  return command.length === 1 && command[0] === 'cat';
}

/** A command of the image's own. */
function ownCommand(image: ImageBehaviour | undefined, name: string): CommandResult {
  const { commands } = image ?? {};
  if (!commands) return { ...done(''), guessed: true };
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

/** Each file's last line ends, as people expect of what they look at; without files it is what comes in. */
function cat(paths: readonly string[], place: CommandPlace): CommandResult {
  const { files } = place.environment;
  if (paths.every((path) => path === '-')) return { ...done(), bytes: place.input };
  return forEachPath(paths, 'cat', (path) => {
    const text = files.read(placeOf(path, place));
    if (text === undefined) return { failure: NO_SUCH_FILE };
    return { text: text === '' || text.endsWith('\n') ? text : `${text}\n` };
  });
}

function ls(words: readonly string[], place: CommandPlace): CommandResult {
  const { rest: paths } = optionsOf(words);
  return forEachPath(paths.length === 0 ? ['.'] : paths, 'ls', (path) => {
    const { files } = place.environment;
    const target = placeOf(path, place);
    const entries = files.list(target) ?? (files.isDirectory(target) ? [] : undefined);
    const mode = files.modeOf(target);
    if (!entries && mode === undefined) return { failure: NO_SUCH_FILE };
    const shown = entries ?? [{ name: path, mode: mode ?? 0 }];
    return { text: shown.map((entry) => `${permissions(entry.mode)} ${entry.name}\n`).join('') };
  });
}

function permissions(mode: number): string {
  const letters = 'rwxrwxrwx';
  return `-${[...letters].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-')).join('')}`;
}
