/** What an error of a synthesis has to look like: one line for each mistake, with the construct's path and what to do. */
const HEAD = 'Validation failed with the following errors:';
const LINE = /^ {2}\[[^\]]+\] [^:]+(\[[^\]]*\][^:]*)*: given [^]*, expected [^]*; [^]+$/;

/** The mistakes that an error tells. @throws Error for one that is no list of mistakes: a crash */
export function mistakesIn(error: unknown): string[] {
  const [head, ...lines] = error instanceof Error ? error.message.split('\n') : [];
  const told = lines.filter((line) => line.trim() !== '');
  if (head !== HEAD || told.length === 0 || !told.every((line) => LINE.test(line))) {
    throw new Error('not an error that tells its reader what to do', { cause: error });
  }
  return told;
}
