/** Regular expressions as Go has them (RE2), compiled once. */
import { RE2JS, RE2JSException } from 're2js';

const compiled = new Map<string, RE2JS>();
const MAX_COMPILED = 1000;

/** @throws RE2JSException whose message is Go's */
export function compileExpression(pattern: string): RE2JS {
  let expression = compiled.get(pattern);
  if (!expression) {
    expression = RE2JS.compile(pattern);
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(pattern, expression);
  }
  return expression;
}

/** What is wrong with a pattern, in Go's words; undefined where it is right. */
export function expressionFault(pattern: string): string | undefined {
  try {
    compileExpression(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof RE2JSException) return error.message;
    throw error;
  }
}

/** Whether the pattern is found anywhere in the text. */
export function isFound(pattern: string, text: string): boolean {
  return compileExpression(pattern).test(text);
}
