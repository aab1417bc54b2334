/**
 * `$(NAME)` in values, commands and arguments: the value of a variable, where there is one; `$$` stands for a dollar sign.
 *
 * Upstream: third_party/forked/golang/expansion/expand.go
 */

export type VariableLookup = (name: string) => string | undefined;

const REFERENCE = /\$(?:(\$)|\(([^)]*)\))/g;

/** The text with what is known put in; the rest stays as it is written. */
export function expand(text: string, valueOf: VariableLookup): string {
  return text.replace(REFERENCE, (written, escaped: string | undefined, name: string) =>
    escaped === undefined ? (valueOf(name) ?? written) : escaped,
  );
}
