/** Reads a guide as a script: the commands of its console blocks, and what each is said to print. */

export interface CourseStep {
  /** The chapter that the command stands in. */
  readonly chapter: string;
  /** Where the command stands in the guide. */
  readonly line: number;
  readonly command: string;
  readonly expected: readonly string[];
  /** Ended by `^C` once it has printed what is expected. */
  readonly interrupted: boolean;
}

const INTERRUPT = '^C';

/** A line that begins with `$ ` is a command, `> ` goes on with it; the other lines of a block are what it prints. */
export function courseSteps(guide: string): CourseStep[] {
  const steps: { chapter: string; line: number; command: string; expected: string[] }[] = [];
  let chapter = '';
  let inBlock = false;
  for (const [index, text] of guide.split('\n').entries()) {
    const last = steps.at(-1);
    if (text.startsWith('```')) inBlock = text === '```console';
    else if (!inBlock) chapter = /^##? (.*)$/.exec(text)?.[1] ?? chapter;
    else if (text.startsWith('$ ')) steps.push({ chapter, line: index + 1, command: text.slice(2), expected: [] });
    else if (last && last.expected.length === 0 && text.startsWith('> ')) last.command += `\n${text.slice(2)}`;
    else last?.expected.push(text);
  }
  return steps.map((step) => {
    const interrupted = step.expected.at(-1) === INTERRUPT;
    return { ...step, interrupted, expected: interrupted ? step.expected.slice(0, -1) : step.expected };
  });
}
