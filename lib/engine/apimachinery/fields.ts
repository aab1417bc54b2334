/**
 * Field selectors: `metadata.name=a,status.phase!=Running`.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/fields/selector.go
 */
import { ParseError } from './parse-error';

interface Term {
  readonly field: string;
  readonly negated: boolean;
  readonly value: string;
}

export class FieldSelector {
  constructor(private readonly terms: readonly Term[]) {}

  /** True when it selects everything. */
  get empty(): boolean {
    return this.terms.length === 0;
  }

  /** Names of the fields it asks about. */
  fields(): string[] {
    return this.terms.map((term) => term.field);
  }

  /** The value that it demands of a field; undefined when it demands none. */
  exact(field: string): string | undefined {
    return this.terms.find((term) => term.field === field && !term.negated)?.value;
  }

  /** Missing fields count as ''. */
  matches(values: Readonly<Record<string, string>>): boolean {
    return this.terms.every(({ field, negated, value }) => ((values[field] ?? '') === value) !== negated);
  }
}

const OPERATORS = ['!=', '==', '='];

/** Splits at unescaped commas. */
function termsOf(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === ',') {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  if (start < text.length) terms.push(text.slice(start));
  return terms;
}

function split(term: string): { field: string; operator: string; value: string } | undefined {
  for (let index = 0; index < term.length; index++) {
    const operator = OPERATORS.find((candidate) => term.startsWith(candidate, index));
    if (operator) return { field: term.slice(0, index), operator, value: term.slice(index + operator.length) };
  }
  return undefined;
}

function unescape(text: string): string {
  let result = '';
  for (let index = 0; index < text.length; index++) {
    const letter = text[index]!;
    if (letter === '\\') {
      const next = text[++index];
      if (next === undefined) throw new ParseError(`invalid field selector: invalid escape sequence: \\`);
      if (next !== '\\' && next !== ',' && next !== '=')
        throw new ParseError(`invalid field selector: invalid escape sequence: \\${next}`);
      result += next;
    } else if (letter === ',' || letter === '=') {
      throw new ParseError(`invalid field selector: unescaped character in value: ${letter.charCodeAt(0)}`);
    } else {
      result += letter;
    }
  }
  return result;
}

/** @throws ParseError with upstream's text */
export function parseFieldSelector(text: string): FieldSelector {
  const terms: Term[] = [];
  for (const part of termsOf(text)) {
    if (part === '') continue;
    const found = split(part);
    if (!found) throw new ParseError(`invalid selector: '${text}'; can't understand '${part}'`);
    const { field, operator, value } = found;
    terms.push({ field, negated: operator === '!=', value: unescape(value) });
  }
  return new FieldSelector(terms.filter(({ field, value }) => field !== '' || value !== ''));
}
