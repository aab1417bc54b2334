/** A text that does not read as what it should be: a quantity, a time, a selector. The message is the one upstream gives. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
}
