/**
 * Why an expression does not compile, in the words and the form of cel-go.
 *
 * Upstream: github.com/google/cel-go/checker/errors.go, common/error.go
 * Differs: syntax errors are told in the library's words
 */
import type { ASTNode, TypeCheckResult } from '@marcbachmann/cel-js';

type CheckError = NonNullable<TypeCheckResult['error']>;

/** `ERROR: <input>:1:5: undefined field 'nope'` and the line, with the place marked under it. */
export function compilationErrorText(expression: string, error: CheckError): string {
  const { offset, message } = explain(expression, error);
  const before = expression.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1);
  const text = expression.split('\n')[line - 1] ?? '';
  return `ERROR: <input>:${line}:${column + 1}: ${message}\n | ${text}\n | ${'.'.repeat(column)}^`;
}

interface Explained {
  readonly offset: number;
  readonly message: string;
}

function explain(expression: string, error: CheckError): Explained {
  const { code, summary } = error;
  const node = error.node as ASTNode | undefined;
  const offset = node?.pos ?? 0;
  // The library has no limit for chains of operators but that of the machine.
  if ((error as Error) instanceof RangeError) return { offset, message: 'expression recursion limit exceeded' };
  switch (code) {
    case 'no_such_key':
      return { offset: offset - 1, message: `undefined field '${summary.replace('No such key: ', '')}'` };
    case 'unknown_variable':
      return undeclared(summary.replace('Unknown variable: ', ''), offset);
    case 'no_such_overload':
      return overload(expression, summary.replace('no such overload: ', ''), node);
    case 'no_matching_overload':
      return call(expression, summary, node);
    case 'invalid_logical_operand':
      return { offset: operatorOffset(expression, node), message: overloadMessage(`_${node?.op}_`, ['bool', 'bool']) };
    default:
      return { offset, message: node?.op === undefined ? `Syntax error: ${summary}` : summary };
  }
}

function undeclared(name: string, offset: number): Explained {
  return { offset, message: `undeclared reference to '${name}' (in container '')` };
}

function overloadMessage(operator: string, types: readonly string[]): string {
  return `found no matching overload for '${operator}' applied to '(${types.join(', ')})'`;
}

/** `int > string`, or `!int`. */
function overload(expression: string, text: string, node: ASTNode | undefined): Explained {
  const binary = /^(?<left>.+?) (?<operator>==|!=|<=|>=|<|>|\+|-|\*|\/|%|in) (?<right>.+)$/.exec(text)?.groups;
  if (!binary) {
    const operator = text.startsWith('!') ? '!_' : '-_';
    return { offset: node?.start ?? 0, message: overloadMessage(operator, [text.slice(1)]) };
  }
  const { left = '', operator = '', right = '' } = binary;
  const name = operator === 'in' ? '@in' : `_${operator}_`;
  return { offset: operatorOffset(expression, node), message: overloadMessage(name, [left, right]) };
}

/** Where the operator stands: between its operands. */
function operatorOffset(expression: string, node: ASTNode | undefined): number {
  const [left] = (node?.args ?? []) as readonly (ASTNode | undefined)[];
  const end = left?.end ?? node?.start ?? 0;
  return end + (/^[\s)]*/.exec(expression.slice(end))?.[0].length ?? 0);
}

/** `found no matching overload for 'int.size()'`, or `'foo(int)'`. */
function call(expression: string, summary: string, node: ASTNode | undefined): Explained {
  const text = /'(.*)'$/.exec(summary)?.[1] ?? '';
  const [, receiver, name = '', given = ''] = /^(?:(.*)\.)?(\w+)\((.*)\)$/.exec(text) ?? [];
  const types = given === '' ? [] : given.split(', ');
  const open = expression.indexOf('(', expression.indexOf(`${name}(`, node?.start ?? 0));
  const offset = open < 0 ? (node?.start ?? 0) : open;
  if (!KNOWN_FUNCTIONS.has(name)) return undeclared(name, offset);
  const applied = receiver === undefined ? `(${types.join(', ')})` : `${receiver}.(${types.join(', ')})`;
  return { offset, message: `found no matching overload for '${name}' applied to '${applied}'` };
}

const KNOWN_FUNCTIONS = new Set(
  'size string int uint double bool bytes timestamp duration type dyn has all exists exists_one map filter startsWith endsWith contains matches lowerAscii upperAscii trim indexOf lastIndexOf substring split join charAt replace find findAll isSorted sum min max url isURL getScheme getHost getHostname getPort getEscapedPath getQuery getDate getDayOfMonth getDayOfWeek getDayOfYear getFullYear getHours getMilliseconds getMinutes getMonth getSeconds'.split(
    ' ',
  ),
);
