/** Wrong input, said so that the reader can mend it: what was given, what was expected, what to do. All of them appear together at synth. */
import { type Construct } from 'constructs';

/** One wrong input. The construct's path is added when it is reported. */
export interface Mistake {
  /** The prop or manifest field that is wrong, as a path: `spec.ports[0].port`. */
  readonly field: string;
  /** The value found there. */
  readonly given: unknown;
  /** What would have been right, as a noun phrase. */
  readonly expected: string;
  /** What to do about it, as an imperative. */
  readonly fix: string;
}

/** One line that says everything about a mistake but the construct's path. */
export function describeMistake(mistake: Mistake): string {
  const given = mistake.given === undefined ? 'nothing' : JSON.stringify(mistake.given);
  return `${mistake.field}: given ${given}, expected ${mistake.expected}; ${mistake.fix}`;
}

const mistakesOf = new WeakMap<Construct, Mistake[]>();

/** Remembers a mistake made at `construct`; synthesis fails with this and every other mistake of the app. */
export function reportMistake(construct: Construct, mistake: Mistake): void {
  const known = mistakesOf.get(construct);
  if (known) {
    known.push(mistake);
    return;
  }
  const mistakes = [mistake];
  mistakesOf.set(construct, mistakes);
  construct.node.addValidation({ validate: () => mistakes.map(describeMistake) });
}

/** Has `find` look for mistakes when the app is synthesised, after every change to the tree. */
export function checkAtSynth(construct: Construct, find: () => readonly Mistake[]): void {
  construct.node.addValidation({ validate: () => find().map(describeMistake) });
}
