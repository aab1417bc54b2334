/**
 * What words of a script become when a command is run: variables and commands within them are filled in, and what was not quoted is
 * split at blanks.
 *
 * Upstream: POSIX.1-2017, Shell Command Language, 2.6 Word Expansions
 */
import type { Word, WordPart } from './shell-syntax';

export interface WordSources {
  variable(name: string): string | undefined;
  /** What a script prints, without the line ends behind it. */
  output(script: string): string;
}

/** One word may become several, or none. */
export function fieldsOf(words: readonly Word[], sources: WordSources): string[] {
  return words.flatMap((word) => fields(word, sources));
}

/** As in an assignment: nothing is split. */
export function textOf(word: Word, sources: WordSources): string {
  return word.map((part) => valueOf(part, sources)).join('');
}

function fields(word: Word, sources: WordSources): string[] {
  const found: string[] = [];
  let current: string | undefined;
  for (const part of word) {
    const value = valueOf(part, sources);
    if (part.kind === 'text' || part.quoted) {
      current = (current ?? '') + value;
      continue;
    }
    const [first = '', ...others] = value.split(/[ \t\n]+/);
    if (value === '') continue;
    current = (current ?? '') + first;
    for (const one of others) {
      if (current !== '') found.push(current);
      current = one;
    }
    if (current === '' && others.length > 0) current = undefined;
  }
  return current === undefined ? found : [...found, current];
}

function valueOf(part: WordPart, sources: WordSources): string {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'script') return sources.output(part.script);
  const value = sources.variable(part.name);
  const isMissing = value === undefined || (part.evenIfEmpty === true && value === '');
  return isMissing && part.otherwise ? textOf(part.otherwise, sources) : (value ?? '');
}
