/**
 * Macros that go through a list or a map: what they ask of each item, and what the going itself costs.
 *
 * Upstream: github.com/google/cel-go/parser/macro.go, whose loops are written out in calls that each cost something
 */
import type { ASTNode } from '@marcbachmann/cel-js';

export interface Loop {
  /** The name that each item has in turn. */
  readonly variable: string;
  /** What is asked of each. */
  readonly condition?: ASTNode;
  /** What is made of each that is not left out. */
  readonly result?: ASTNode;
  readonly makes: 'bool' | 'items' | 'results';
  /** What one round costs besides its parts; where no answer ends the loop, only a round that is not left out. */
  readonly eachCost: number;
  /** What it costs to read the result. */
  readonly resultCost: number;
  /** The answer after which nothing more is asked. */
  readonly end?: boolean;
}

/** Asks whether to go on, and joins the answer with those before. */
const ALL_COST = 3;
const EXISTS_COST = 4;
const COUNT_COST = 2;
/** Puts a list of one at the end of another. */
const APPEND_COST = 12;
const READ_COST = 1;

/** Undefined for all other calls. */
export function loopOf(node: ASTNode): Loop | undefined {
  if (node.op !== 'rcall') return undefined;
  const [name, , [variable, first, second, ...more]] = node.args;
  if (variable?.op !== 'id' || !first || more.length > 0) return undefined;
  const loop = { variable: variable.args, resultCost: READ_COST };
  if (second)
    return name === 'map'
      ? { ...loop, condition: first, result: second, makes: 'results', eachCost: APPEND_COST }
      : undefined;
  switch (name) {
    case 'all':
      return { ...loop, condition: first, makes: 'bool', eachCost: ALL_COST, end: false };
    case 'exists':
      return { ...loop, condition: first, makes: 'bool', eachCost: EXISTS_COST, end: true };
    case 'exists_one':
      return { ...loop, condition: first, makes: 'bool', eachCost: COUNT_COST, resultCost: READ_COST + 1 };
    case 'map':
      return { ...loop, result: first, makes: 'results', eachCost: APPEND_COST };
    case 'filter':
      return { ...loop, condition: first, makes: 'items', eachCost: APPEND_COST + READ_COST };
    default:
      return undefined;
  }
}
