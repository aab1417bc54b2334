/**
 * Reads what a shell is given: lists of pipelines of commands, with variables, quotes, redirections and commands within words.
 *
 * Upstream: POSIX.1-2017, Shell Command Language, 2.2 Quoting, 2.6 Word Expansions, 2.7 Redirection, 2.9 Shell Commands
 * Differs: no loops, conditions, functions, here-documents, patterns or arithmetic.
 */

/** A part of a word. */
export type WordPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `$NAME`; `otherwise` of `${NAME:-WORDS}` or, where only a missing one counts, `${NAME-WORDS}`. */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly quoted: boolean;
      readonly otherwise?: Word;
      readonly evenIfEmpty?: boolean;
    }
  /** `$(SCRIPT)`. */
  | { readonly kind: 'script'; readonly script: string; readonly quoted: boolean };

/** Pieces that stand together; none for `""`, which is a word as well. */
export type Word = readonly WordPart[];

export interface Redirection {
  /** 0, 1 or 2. */
  readonly stream: number;
  readonly how: 'read' | 'write' | 'append' | 'join';
  /** A path; for `join` the number of a stream. */
  readonly target: Word;
}

export interface ShellCommand {
  readonly assignments: readonly (readonly [name: string, value: Word])[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

export interface ShellPipeline {
  /** When it is run, by how the one before ended. */
  readonly after: '&&' | '||' | ';';
  readonly negated: boolean;
  readonly commands: readonly ShellCommand[];
}

/** A script that cannot be read. */
export class ShellSyntaxError extends Error {}

const OPERATOR = /^(?:&&|\|\||[;\n&|])/;
const REDIRECTION = /^([012]?)(>>|>&|>|<)/;
const ASSIGNMENT = /^([A-Za-z_]\w*)=/;
const VARIABLE = /^(?:[A-Za-z_]\w*|[?$#@*0-9])/;
const END_OF_WORD = /[\s;&|<>]/;

/** @throws ShellSyntaxError */
export function parseShell(script: string): readonly ShellPipeline[] {
  return new ShellReader(script).read();
}

class ShellReader {
  #at = 0;

  constructor(private readonly script: string) {}

  read(): readonly ShellPipeline[] {
    const pipelines: ShellPipeline[] = [];
    let after: ShellPipeline['after'] = ';';
    for (;;) {
      const pipeline = this.#pipeline(after);
      if (pipeline) pipelines.push(pipeline);
      const operator = this.#operator();
      if (operator === undefined) return pipelines;
      if (operator === '|' || (!pipeline && operator !== '\n'))
        throw new ShellSyntaxError(`syntax error: unexpected "${operator}"`);
      // What would run beside the rest runs before it here.
      if (pipeline) after = operator === '&&' || operator === '||' ? operator : ';';
    }
  }

  get #rest(): string {
    return this.script.slice(this.#at);
  }

  #operator(): string | undefined {
    const [operator] = OPERATOR.exec(this.#rest) ?? [];
    this.#at += operator?.length ?? 0;
    return operator;
  }

  #pipeline(after: ShellPipeline['after']): ShellPipeline | undefined {
    const commands: ShellCommand[] = [];
    this.#skipBlanks();
    const negated = /^!\s/.test(this.#rest);
    if (negated) this.#at++;
    for (;;) {
      const command = this.#command();
      if (command) commands.push(command);
      if (!/^\|(?!\|)/.test(this.#rest)) break;
      if (!command) throw new ShellSyntaxError('syntax error: unexpected "|"');
      this.#at++;
      while (this.script[this.#at] === '\n') this.#at++;
    }
    return commands.length === 0 ? undefined : { after, negated, commands };
  }

  #command(): ShellCommand | undefined {
    const assignments: [string, Word][] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      this.#skipBlanks();
      const redirection = this.#redirection();
      if (redirection) {
        redirections.push(redirection);
        continue;
      }
      if (this.#at >= this.script.length || OPERATOR.test(this.#rest)) break;
      const [whole, name] = (words.length === 0 && ASSIGNMENT.exec(this.#rest)) || [];
      if (whole !== undefined && name !== undefined) {
        this.#at += whole.length;
        assignments.push([name, this.#word()]);
      } else words.push(this.#word());
    }
    const isEmpty = assignments.length + words.length + redirections.length === 0;
    return isEmpty ? undefined : { assignments, words, redirections };
  }

  #redirection(): Redirection | undefined {
    const [whole, stream = '', sign] = REDIRECTION.exec(this.#rest) ?? [];
    if (whole === undefined) return undefined;
    this.#at += whole.length;
    this.#skipBlanks();
    const target = this.#word();
    if (target.length === 0) throw new ShellSyntaxError('syntax error: unexpected redirection');
    if (sign === '<') return { stream: 0, how: 'read', target };
    const how = sign === '>>' ? 'append' : sign === '>&' ? 'join' : 'write';
    return { stream: Number(stream || 1), how, target };
  }

  /** Blanks, a line that goes on, and comments. */
  #skipBlanks(): void {
    this.#at += /^(?:[ \t]|\\\n)*(?:#[^\n]*)?/.exec(this.#rest)?.[0].length ?? 0;
  }

  #word(): Word {
    const parts: WordPart[] = [];
    while (this.#at < this.script.length && !END_OF_WORD.test(this.script[this.#at]!)) parts.push(...this.#part());
    return parts;
  }

  #part(): readonly WordPart[] {
    const sign = this.script[this.#at]!;
    if (sign === "'") return [text(this.#until("'", 1))];
    if (sign === '"') return this.#quoted();
    if (sign === '$') return [this.#expansion(false)];
    if (sign === '`') return [{ kind: 'script', script: this.#until('`', 1), quoted: false }];
    if (sign === '\\') {
      this.#at += 2;
      return [text(this.script[this.#at - 1] ?? '')];
    }
    this.#at++;
    return [text(sign)];
  }

  #quoted(): readonly WordPart[] {
    const parts: WordPart[] = [text('')];
    this.#at++;
    for (;;) {
      const sign = this.script[this.#at];
      if (sign === undefined) throw new ShellSyntaxError('syntax error: unterminated quoted string');
      if (sign === '"') break;
      if (sign === '$') {
        parts.push(this.#expansion(true));
        continue;
      }
      if (sign === '\\' && /["\\$`]/.test(this.script[this.#at + 1] ?? '')) this.#at++;
      parts.push(text(this.script[this.#at]!));
      this.#at++;
    }
    this.#at++;
    return parts;
  }

  #expansion(quoted: boolean): WordPart {
    this.#at++;
    if (this.script[this.#at] === '(') return { kind: 'script', script: this.#enclosed('(', ')'), quoted };
    if (this.script[this.#at] === '{') return variable(this.#enclosed('{', '}'), quoted);
    const [name] = VARIABLE.exec(this.#rest) ?? [];
    if (name === undefined) return text('$');
    this.#at += name.length;
    return { kind: 'variable', name, quoted };
  }

  #enclosed(open: string, close: string): string {
    const start = this.#at + 1;
    for (let depth = 0; this.#at < this.script.length; this.#at++) {
      if (this.script[this.#at] === open) depth++;
      else if (this.script[this.#at] === close && --depth === 0) return this.script.slice(start, this.#at++);
    }
    throw new ShellSyntaxError(`syntax error: unexpected end of file (expecting "${close}")`);
  }

  #until(sign: string, skipped: number): string {
    const start = this.#at + skipped;
    const end = this.script.indexOf(sign, start);
    if (end < 0) throw new ShellSyntaxError('syntax error: unterminated quoted string');
    this.#at = end + 1;
    return this.script.slice(start, end);
  }
}

function text(value: string): WordPart {
  return { kind: 'text', text: value };
}

/** @param inside of `${...}` */
function variable(inside: string, quoted: boolean): WordPart {
  const [, name, sign, rest = ''] = /^([A-Za-z_]\w*|[?$#@*0-9])(:?[-=])?([^]*)$/.exec(inside) ?? [];
  if (name === undefined || (sign === undefined && rest !== ''))
    throw new ShellSyntaxError('syntax error: bad substitution');
  if (sign === undefined) return { kind: 'variable', name, quoted };
  const words = parseShell(`: "${rest.replace(/"/g, '\\"')}"`)[0]?.commands[0]?.words[1] ?? [];
  return { kind: 'variable', name, quoted, otherwise: words, evenIfEmpty: sign.startsWith(':') };
}
