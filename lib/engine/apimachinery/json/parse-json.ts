/**
 * JSON as Go reads it: the same refusals in the same words, the places of duplicate members, and the text of numbers that are no plain
 * integers.
 *
 * Upstream: Go's encoding/json (scanner.go), sigs.k8s.io/json
 */
import { quote } from '../go-text';
import { ParseError } from '../parse-error';

/** A number that is not simply an integer of up to 15 digits; its text decides what it may become. */
export class RawNumber {
  constructor(readonly text: string) {}
}

export type RawJson = null | boolean | number | string | RawNumber | RawJson[] | RawObject;
export interface RawObject {
  [member: string]: RawJson;
}

export interface ParsedJson {
  readonly value: RawJson;
  /** Paths of members that came again, such as `data.k` or `spec.ports[0].name`, in order. */
  readonly duplicates: readonly string[];
}

const MAX_DEPTH = 10_000;
const PLAIN_INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** @throws ParseError with Go's message */
export function parseJson(text: string): ParsedJson {
  return new JsonParser(text).parse();
}

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  return `'${quote(character).slice(1, -1)}'`;
}

class JsonParser {
  #at = 0;
  #depth = 0;
  readonly #path: string[] = [];
  readonly #duplicates: string[] = [];

  constructor(private readonly text: string) {}

  parse(): ParsedJson {
    this.#blanks();
    const value = this.#value();
    this.#blanks();
    if (this.#at < this.text.length) this.#refuse('after top-level value');
    return { value, duplicates: this.#duplicates };
  }

  #refuse(where: string): never {
    const character = this.text.codePointAt(this.#at);
    if (character === undefined) throw new ParseError('unexpected end of JSON input');
    throw new ParseError(`invalid character ${quoteCharacter(String.fromCodePoint(character))} ${where}`);
  }

  #blanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.#at++;
    }
  }

  #value(): RawJson {
    switch (this.text[this.#at]) {
      case '{':
        return this.#nested(() => this.#object());
      case '[':
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      case 't':
        return this.#literal('true', true);
      case 'f':
        return this.#literal('false', false);
      case 'n':
        return this.#literal('null', null);
      default:
        return this.#number();
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new ParseError('exceeded max depth');
    const value = read();
    this.#depth--;
    return value;
  }

  #object(): RawObject {
    const object: RawObject = {};
    this.#at++;
    this.#blanks();
    if (this.text[this.#at] === '}') {
      this.#at++;
      return object;
    }
    for (;;) {
      if (this.text[this.#at] !== '"') this.#refuse('looking for beginning of object key string');
      const name = this.#string();
      this.#blanks();
      if (this.text[this.#at] !== ':') this.#refuse('after object key');
      this.#at++;
      this.#blanks();
      this.#path.push(this.#path.length === 0 ? name : `.${name}`);
      if (Object.hasOwn(object, name)) this.#duplicates.push(this.#path.join(''));
      const value = this.#value();
      this.#path.pop();
      define(object, name, value);
      this.#blanks();
      const next = this.text[this.#at];
      if (next !== ',' && next !== '}') this.#refuse('after object key:value pair');
      this.#at++;
      if (next === '}') return object;
      this.#blanks();
    }
  }

  #array(): RawJson[] {
    const items: RawJson[] = [];
    this.#at++;
    this.#blanks();
    if (this.text[this.#at] === ']') {
      this.#at++;
      return items;
    }
    for (;;) {
      this.#path.push(`[${items.length}]`);
      items.push(this.#value());
      this.#path.pop();
      this.#blanks();
      const next = this.text[this.#at];
      if (next !== ',' && next !== ']') this.#refuse('after array element');
      this.#at++;
      if (next === ']') return items;
      this.#blanks();
    }
  }

  #string(): string {
    let text = '';
    let start = ++this.#at;
    for (;;) {
      const code = this.text.charCodeAt(this.#at);
      if (code === 34) break;
      if (code === 92) {
        text += this.text.slice(start, this.#at) + this.#escape();
        start = this.#at;
      } else if (!(code >= 32)) {
        this.#refuse('in string literal');
      } else {
        this.#at++;
      }
    }
    text += this.text.slice(start, this.#at++);
    return text;
  }

  #escape(): string {
    this.#at++;
    const letter = this.text[this.#at] ?? '';
    if (letter === 'u') {
      this.#at++;
      const from = this.#at;
      for (; this.#at < from + 4; this.#at++) {
        if (!/[0-9a-fA-F]/.test(this.text[this.#at] ?? '')) this.#refuse('in \\u hexadecimal character escape');
      }
      return String.fromCharCode(parseInt(this.text.slice(from, this.#at), 16));
    }
    const meant = ESCAPES[letter];
    if (letter === '' || meant === undefined) return this.#refuse('in string escape code');
    this.#at++;
    return meant;
  }

  #literal<T>(word: string, value: T): T {
    for (let index = 1; index < word.length; index++) {
      this.#at++;
      if (this.text[this.#at] !== word[index]) this.#refuse(`in literal ${word} (expecting '${word[index]}')`);
    }
    this.#at++;
    return value;
  }

  #number(): number | RawNumber {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.text)?.[0];
    if (found === undefined) {
      if (this.text[this.#at] !== '-') return this.#refuse('looking for beginning of value');
      this.#at++;
      return this.#refuse('in numeric literal');
    }
    this.#at += found.length;
    const next = this.text[this.#at];
    if (next === '.') this.#afterPart('after decimal point in numeric literal');
    if ((next === 'e' || next === 'E') && !/[eE]/.test(found)) this.#exponent();
    return PLAIN_INTEGER.test(found) ? Number(found) : new RawNumber(found);
  }

  #afterPart(where: string): never {
    this.#at++;
    return this.#refuse(where);
  }

  #exponent(): never {
    this.#at++;
    if (/[+-]/.test(this.text[this.#at] ?? '')) this.#at++;
    return this.#refuse('in exponent of numeric literal');
  }
}

/** Sets a member whatever its name; `__proto__` too. */
function define(object: RawObject, name: string, value: RawJson): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}
