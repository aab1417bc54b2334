/**
 * A small shell: `sh -c SCRIPT`, where each command is one that containers know, over the files of the container.
 *
 * A pipeline's commands run one after the other, each with the whole output of the one before. What commands print of which nothing is
 * known cannot be judged: `grep` and `test` find it well. A script beyond this shell goes well as a whole.
 *
 * Upstream: POSIX.1-2017, Shell Command Language; words of messages as busybox has them
 */
import { joined } from '../../apimachinery/bytes';
import type { CommandPlace, CommandResult } from './commands';
import { normalized } from '../volumes/container-files';
import { parseShell, ShellSyntaxError, type Redirection, type ShellCommand, type ShellPipeline } from './shell-syntax';
import { hostNameOf } from './system-tools';
import { fieldsOf, textOf, type WordSources } from './shell-words';

const SHELL = /^(?:\/bin\/|\/usr\/bin\/)?(?:sh|bash|ash)$/;
/** Loops, conditions, functions, blocks, here-documents: begun where a command may begin. */
const BEYOND = /(?:^|[;&|\n]|\bdo\b|\bthen\b)\s*(?:(?:if|for|while|until|case|function)\s|[({]\s?)|<<|^\s*\w+\s*\(\)/;
/** Commands that judge what others have printed. */
const JUDGES = new Set(['test', '[', 'grep']);
const NOT_FOUND = 127;
const SYNTAX_ERROR = 2;
const NO_DEVICE = '/dev/null';
/** Of the shell itself: containers' own processes come first. */
const PROCESS_ID = '7';

type Finished = Exclude<CommandResult, string>;

/** Runs one of the commands. */
export type CommandRunner = (words: readonly string[], place: CommandPlace) => CommandResult;

/** The text of a script that a command runs in a shell, and what comes after it. */
export function shellScriptOf(command: readonly string[]): string | undefined {
  const [shell = '', option = '', script] = command;
  return SHELL.test(shell) && /^-[a-z]*c$/.test(option) ? script : undefined;
}

/** Whether a command is a shell that reads what to do from its input. */
export function isInteractiveShell(command: readonly string[]): boolean {
  return SHELL.test(command[0] ?? '') && command.slice(1).every((word) => /^-[il]+$/.test(word));
}

/** @param arguments_ `$0` and on */
export function runShellScript(
  script: string,
  place: CommandPlace,
  run: CommandRunner,
  parameters: readonly string[] = ['sh'],
): CommandResult {
  if (BEYOND.test(script)) return { exitCode: 0, stdout: '', stderr: '', durationMs: 0, guessed: true };
  try {
    return new Shell(place, run, parameters).run(parseShell(script));
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    return { exitCode: SYNTAX_ERROR, stdout: '', stderr: `sh: ${error.message}\n`, durationMs: 0 };
  }
}

/** Whether a script asks for input: one of its pipelines begins with a command that does. */
export function scriptReadsInput(script: string, reads: (words: readonly string[]) => boolean): boolean {
  const sources: WordSources = { variable: () => undefined, output: () => '' };
  try {
    return parseShell(script).some(({ commands: [first] }) => {
      const redirected = first?.redirections.some(({ how }) => how === 'read');
      return first !== undefined && !redirected && reads(fieldsOf(first.words, sources));
    });
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    return false;
  }
}

class Shell {
  readonly #variables: Map<string, string>;
  /** Those that commands get. */
  readonly #exported: Set<string>;
  #directory: string;
  #exitCode = 0;
  #exits = false;
  /** Whether something depends on what nobody knows. */
  #guesses = false;
  #input: Uint8Array | undefined;

  constructor(
    private readonly place: CommandPlace,
    private readonly runCommand: CommandRunner,
    private readonly parameters: readonly string[],
  ) {
    this.#variables = new Map([...ambient(place), ...place.environment.variables]);
    this.#exported = new Set(this.#variables.keys());
    this.#directory = place.directory ?? '/';
    this.#input = place.input;
  }

  run(pipelines: readonly ShellPipeline[]): CommandResult {
    const total = { exitCode: 0, stdout: '', stderr: '', durationMs: 0 };
    let bytes: Uint8Array | undefined;
    let guessed = false;
    for (const pipeline of pipelines) {
      if (this.#exits) break;
      if (pipeline.after === '&&' && this.#exitCode !== 0) continue;
      if (pipeline.after === '||' && this.#exitCode === 0) continue;
      const result = this.#pipeline(pipeline);
      if (result === 'hang') return result;
      this.#exitCode = pipeline.negated ? Number(result.exitCode === 0) : result.exitCode;
      total.stdout += result.stdout;
      total.stderr += result.stderr;
      total.durationMs += result.durationMs;
      bytes = result.bytes ?? bytes;
      guessed ||= result.guessed === true;
    }
    // Bytes that are no text come from the one command whose output they are.
    return { ...total, ...(bytes && total.stdout === '' ? { bytes } : {}), exitCode: this.#exitCode, guessed };
  }

  #pipeline({ commands }: ShellPipeline): Finished | 'hang' {
    let total: Finished = { exitCode: 0, stdout: '', stderr: '', durationMs: 0 };
    for (const [number, command] of commands.entries()) {
      const input = number === 0 ? this.#takeInput() : outputOf(total);
      this.#guesses ||= number > 0 && total.guessed === true;
      const result = this.#command(command, input);
      if (result === 'hang') return result;
      const stderr = total.stderr + result.stderr;
      total = { ...result, stderr, durationMs: total.durationMs + result.durationMs };
    }
    return total;
  }

  /** The first command that reads it has it all. */
  #takeInput(): Uint8Array | undefined {
    const input = this.#input;
    this.#input = undefined;
    return input;
  }

  #command(command: ShellCommand, input: Uint8Array | undefined): Finished | 'hang' {
    const words = fieldsOf(command.words, this.#sources);
    const assigned = command.assignments.map(([name, value]) => [name, textOf(value, this.#sources)] as const);
    const redirections = command.redirections.map((one) => ({ ...one, path: textOf(one.target, this.#sources) }));
    const read = redirections.find(({ how }) => how === 'read');
    const given = read ? this.#read(read.path) : input;
    if (read && !given) return failed(1, `sh: can't open ${read.path}: no such file\n`);
    if (words.length === 0) {
      for (const [name, value] of assigned) this.#variables.set(name, value);
      return this.#redirected({ exitCode: this.#exitCode, stdout: '', stderr: '', durationMs: 0 }, redirections);
    }
    const result = this.#builtIn(words) ?? this.runCommand(words, this.#placeFor(assigned, given));
    if (result === 'hang') return result;
    if (result === 'not found')
      return this.#redirected(failed(NOT_FOUND, `sh: ${words[0]}: not found\n`), redirections);
    const isUnjudged = this.#guesses && result.exitCode === 1 && JUDGES.has(words[0] ?? '');
    return this.#redirected(isUnjudged ? { ...result, exitCode: 0 } : result, redirections);
  }

  get #sources(): WordSources {
    return {
      variable: (name) => this.#valueOf(name),
      output: (script) => {
        const result = runShellScript(script, this.#placeFor([], undefined), this.runCommand, this.parameters);
        if (typeof result === 'string') return '';
        this.#guesses ||= result.guessed === true;
        const text = result.bytes ? new TextDecoder().decode(result.bytes) : result.stdout;
        return text.replace(/\n+$/, '');
      },
    };
  }

  #valueOf(name: string): string | undefined {
    if (name === '?') return String(this.#exitCode);
    if (name === '$') return PROCESS_ID;
    if (name === '#') return String(this.parameters.length - 1);
    if (name === '@' || name === '*') return this.parameters.slice(1).join(' ');
    return /^\d$/.test(name) ? this.parameters[Number(name)] : this.#variables.get(name);
  }

  #placeFor(assigned: readonly (readonly [string, string])[], input: Uint8Array | undefined): CommandPlace {
    const { environment } = this.place;
    const exported = [...this.#variables].filter(([name]) => this.#exported.has(name));
    const variables = new Map([...exported, ...assigned]);
    return { ...this.place, input, directory: this.#directory, environment: { ...environment, variables } };
  }

  #builtIn([name = '', ...words]: readonly string[]): Finished | undefined {
    const done = (exitCode: number, stdout = ''): Finished => ({ exitCode, stdout, stderr: '', durationMs: 0 });
    switch (name) {
      case 'true':
      case ':':
      case 'set':
        return done(0);
      case 'false':
        return done(1);
      case 'exit':
        this.#exits = true;
        return done(Number(words[0] ?? this.#exitCode));
      case 'pwd':
        return done(0, `${this.#directory}\n`);
      case 'cd':
        return this.#changeDirectory(words[0] ?? this.#variables.get('HOME') ?? '/');
      case 'export':
        for (const word of words) this.#export(word);
        return done(0);
      case 'unset':
        for (const word of words) this.#variables.delete(word);
        return done(0);
      default:
        return undefined;
    }
  }

  #export(word: string): void {
    const [, name = word, value] = /^([^=]*)=([^]*)$/.exec(word) ?? [];
    if (value !== undefined) this.#variables.set(name, value);
    this.#exported.add(name);
  }

  #changeDirectory(path: string): Finished {
    const target = this.#absolute(path);
    if (!this.place.environment.files.isDirectory(target)) {
      return failed(1, `sh: cd: can't cd to ${path}: No such file or directory\n`);
    }
    this.#directory = target;
    return { exitCode: 0, stdout: '', stderr: '', durationMs: 0 };
  }

  #absolute(path: string): string {
    return normalized(path.startsWith('/') ? path : `${this.#directory}/${path}`);
  }

  #read(path: string): Uint8Array | undefined {
    return path === NO_DEVICE ? new Uint8Array() : this.place.environment.files.bytes(this.#absolute(path));
  }

  /** What goes into files is not heard of any more. */
  #redirected(result: Finished, redirections: readonly (Redirection & { readonly path: string })[]): Finished {
    const targets = targetsOf(redirections);
    const kept = { stdout: '', stderr: '' };
    let bytes: Uint8Array | undefined;
    const written = new Map<FileTarget, Uint8Array[]>();
    for (const [target, content] of [
      [targets[1], result.bytes ?? result.stdout],
      [targets[2], result.stderr],
    ] as const) {
      if (typeof target !== 'string') written.set(target, [...(written.get(target) ?? []), bytesOf(content)]);
      else if (typeof content === 'string') kept[target] += content;
      else bytes = content;
    }
    for (const [{ path, append }, contents] of written) {
      const failure = path === NO_DEVICE ? undefined : this.#write(path, joined(contents), append);
      if (failure !== undefined) return failed(1, `sh: can't create ${path}: ${failure}\n`);
    }
    return { ...result, ...kept, bytes };
  }

  #write(path: string, content: Uint8Array, append: boolean): string | undefined {
    const { files } = this.place.environment;
    const target = this.#absolute(path);
    const before = append ? files.bytes(target) : undefined;
    return files.write(target, before ? joined([before, content]) : content);
  }
}

/** What processes find besides what their pod says. */
function ambient({ pod }: CommandPlace): readonly (readonly [string, string])[] {
  return [
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', hostNameOf(pod)],
    ['HOME', '/root'],
  ];
}

interface FileTarget {
  readonly path: string;
  readonly append: boolean;
}

/** Where each of the two streams goes, once all redirections are followed from the left to the right. */
function targetsOf(redirections: readonly (Redirection & { readonly path: string })[]) {
  const targets: Record<1 | 2, 'stdout' | 'stderr' | FileTarget> = { 1: 'stdout', 2: 'stderr' };
  for (const { stream, how, path } of redirections) {
    if (how === 'read') continue;
    const joins = how === 'join' ? path : /^\/dev\/std(out|err)$/.exec(path)?.[1];
    const target = joins === undefined ? { path, append: how === 'append' } : targets[/^(2|err)$/.test(joins) ? 2 : 1];
    targets[stream === 2 ? 2 : 1] = target;
  }
  return targets;
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

function outputOf({ stdout, bytes }: Finished): Uint8Array {
  return bytes ?? bytesOf(stdout);
}

function failed(exitCode: number, stderr: string): Finished {
  return { exitCode, stdout: '', stderr, durationMs: 0 };
}
