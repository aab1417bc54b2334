/**
 * Label selectors: as text in a query (`app=web,tier in (front,back),!old`) and as objects in a spec.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/labels/selector.go, pkg/apis/meta/v1/helpers.go (LabelSelectorAsSelector)
 */
import { quote } from './go-text';
import { ParseError } from './parse-error';
import { qualifiedNameFaults, labelValueFaults } from './label-syntax';

export type Labels = Readonly<Record<string, string>>;

export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export type LabelSelectorRequirement = {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
};

/** The shape in a spec. */
export type LabelSelector = {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
};

export class Selector {
  /** @param requirements all of them must hold; none selects everything. */
  constructor(
    readonly requirements: readonly Requirement[],
    private readonly nothing = false,
  ) {}

  static readonly everything = new Selector([]);
  static readonly nothing = new Selector([], true);

  /** True when it selects everything. */
  get empty(): boolean {
    return this.requirements.length === 0 && !this.nothing;
  }

  matches(labels: Labels | undefined): boolean {
    if (this.nothing) return false;
    const present = labels ?? {};
    return this.requirements.every((requirement) => holds(requirement, present));
  }

  /** As it is written in a query and in a Scale's status; keys in order. */
  toString(): string {
    return this.requirements.map(formatRequirement).join(',');
  }
}

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt': {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
      const bound = Number(values[0]);
      return operator === 'gt' ? Number(value) > bound : Number(value) < bound;
    }
  }
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${[...values].sort().join(',')})`;
    case 'gt':
      return `${key}>${values[0] ?? ''}`;
    case 'lt':
      return `${key}<${values[0] ?? ''}`;
    default:
      return `${key}${operator}${values[0] ?? ''}`;
  }
}

/** A selector of a spec; undefined selects nothing, an empty one everything. */
export function selectorOf(selector: LabelSelector | null | undefined): Selector {
  if (!selector) return Selector.nothing;
  const requirements: Requirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: '=',
    values: [value],
  }));
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    requirements.push({ key, operator: operatorOf(operator), values });
  }
  return new Selector(requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
}

function operatorOf(operator: string): Operator {
  const known: Readonly<Record<string, Operator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };
  const found = known[operator];
  if (!found) throw new ParseError(`${quote(operator)} is not a valid label selector operator`);
  return found;
}

/** A map such as a Service's selector: equal values for each key. An empty or absent map selects everything. */
export function selectorOfMap(labels: Labels | undefined): Selector {
  const keys = Object.keys(labels ?? {}).sort();
  return new Selector(keys.map((key) => ({ key, operator: '=', values: [labels?.[key] ?? ''] })));
}

// ---- parsing --------------------------------------------------------------------------------------------------------------

type TokenType =
  'end' | 'identifier' | '!' | '=' | '==' | '!=' | '>' | '<' | '(' | ')' | ',' | 'in' | 'notin' | 'error';

interface Token {
  readonly type: TokenType;
  readonly text: string;
}

const SPECIAL = '=!(),><';

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  while (index < text.length) {
    const letter = text[index]!;
    if (/[ \t\r\n]/.test(letter)) {
      index++;
    } else if (SPECIAL.includes(letter)) {
      const two = text.slice(index, index + 2);
      const token = two === '==' || two === '!=' ? two : letter;
      tokens.push({ type: token as TokenType, text: token });
      index += token.length;
    } else {
      const word = /^[^=!(),><\s]+/.exec(text.slice(index))![0];
      tokens.push({ type: word === 'in' || word === 'notin' ? word : 'identifier', text: word });
      index += word.length;
    }
  }
  return tokens;
}

/** @throws ParseError with upstream's text */
export function parseSelector(text: string): Selector {
  return new Selector(
    new SelectorParser(tokensOf(text)).parse().sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)),
  );
}

const END: Token = { type: 'end', text: '' };

class SelectorParser {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** The next token; inside values the words `in` and `notin` are plain. */
  #peek(values = false): Token {
    const token = this.tokens[this.#at] ?? END;
    return values && (token.type === 'in' || token.type === 'notin') ? { type: 'identifier', text: token.text } : token;
  }

  #take(values = false): Token {
    const token = this.#peek(values);
    this.#at++;
    return token;
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.type === 'end') return requirements;
      if (token.type !== 'identifier' && token.type !== '!') {
        throw new ParseError(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const next = this.#take();
      if (next.type === 'end') return requirements;
      if (next.type !== ',') throw new ParseError(`found '${next.text}', expected: ',' or 'end of string'`);
      const after = this.#peek();
      if (after.type !== 'identifier' && after.type !== '!')
        throw new ParseError(`found '${after.text}', expected: identifier after ','`);
    }
  }

  #requirement(): Requirement {
    try {
      return this.#parsed();
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      throw new ParseError(`unable to parse requirement: ${error.message}`);
    }
  }

  #parsed(): Requirement {
    const negated = this.#peek().type === '!';
    if (negated) this.#take();
    const { type, text: key } = this.#take(true);
    if (type !== 'identifier') throw new ParseError(`found '${key}', expected: identifier`);
    checkKey(key);
    const next = this.#peek();
    if (negated || next.type === 'end' || next.type === ',')
      return { key, operator: negated ? '!' : 'exists', values: [] };
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#valueList() : this.#exactValue();
    return checked({ key, operator, values });
  }

  #operator(): Operator {
    const { type, text } = this.#take();
    switch (type) {
      case 'in':
      case 'notin':
      case '=':
      case '==':
      case '!=':
        return type;
      case '>':
        return 'gt';
      case '<':
        return 'lt';
      default:
        throw new ParseError(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  #exactValue(): string[] {
    const next = this.#peek(true);
    if (next.type === 'end' || next.type === ',') return [''];
    const { type, text } = this.#take(true);
    if (type !== 'identifier') throw new ParseError(`found '${text}', expected: identifier`);
    return [text];
  }

  #valueList(): string[] {
    const open = this.#take(true);
    if (open.type !== '(') throw new ParseError(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    if (this.#peek(true).type === ')') {
      this.#take();
      return [''];
    }
    for (let expectValue = true; ;) {
      const token = this.#take(true);
      if (token.type === 'identifier') {
        if (!expectValue) throw new ParseError(`found '${token.text}', expected: ',' or ')'`);
        values.add(token.text);
        expectValue = false;
      } else if (token.type === ',' || token.type === ')') {
        if (expectValue) values.add('');
        if (token.type === ')') return [...values];
        expectValue = true;
      } else {
        throw new ParseError(`found '${token.text}', expected: ',', ')' or identifier`);
      }
    }
  }
}

function checkKey(key: string): void {
  const [fault] = qualifiedNameFaults(key);
  if (fault !== undefined)
    throw new ParseError(`<nil>: Invalid value: ${quote(key)}: ${qualifiedNameFaults(key).join('; ')}`);
}

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  if (operator === 'gt' || operator === 'lt') {
    const [value = ''] = values;
    if (!/^[+-]?\d+$/.test(value)) {
      throw new ParseError(
        `values[0]: Invalid value: ${quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
  }
  values.forEach((value, index) => {
    const faults = labelValueFaults(value);
    if (faults.length > 0)
      throw new ParseError(`values[${index}][${key}]: Invalid value: ${quote(value)}: ${faults.join('; ')}`);
  });
  return requirement;
}
