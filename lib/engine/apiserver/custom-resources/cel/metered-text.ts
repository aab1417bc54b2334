/**
 * An expression written again so that its parts say when they are evaluated: `self.a > 1` as `metered(1, metered(0, self.a) > 1)`.
 * Each point knows what its part costs.
 *
 * Upstream: github.com/google/cel-go/interpreter/runtimecost.go (CostObserver)
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { functionCharge, operatorCharge, sizeOfValue } from './call-charge';
import { type Loop, loopOf } from './loops';

export const METERED = 'metered';
/** What `matches` is called in a metered text, where patterns are those of Go. */
export const MATCHES = 'matchesExpression';

/** A part of an expression, and what it was when it was evaluated last. */
export class Point {
  value: unknown;

  constructor(readonly charge: (value: unknown) => number) {}
}

interface Written {
  readonly text: string;
  /** What it was when it was evaluated last. */
  readonly value: () => unknown;
}

const LIST = 10;
const MAP = 30;
const ACCESS = 1;
/** Names of types are no variables, and cost nothing. */
const TYPES = new Set(['bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint']);
/** They are done once and for all where their operand stands in the expression. */
const CONVERSIONS = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
]);

export class MeteredText {
  readonly points: Point[] = [];
  readonly text: string;

  constructor(expression: ASTNode) {
    this.text = this.#write(expression).text;
  }

  #point(text: string, charge: (value: unknown) => number): Written {
    const point = new Point(charge);
    const index = this.points.push(point) - 1;
    return { text: `${METERED}(${index}, ${text})`, value: () => point.value };
  }

  /** What is made of constants alone is made once and for all. */
  #made(node: ASTNode, text: string, cost: number): Written {
    const charge = isConstant(node) ? 0 : cost;
    return this.#point(text, () => charge);
  }

  #list(nodes: readonly ASTNode[]): string {
    return nodes.map((node) => this.#write(node).text).join(', ');
  }

  #write(node: ASTNode): Written {
    switch (node.op) {
      case 'value':
        return { text: sourceOf(node), value: () => node.args };
      case 'id':
      case '.':
      case '.?':
      case '[]':
      case '[?]':
        return this.#attribute(node);
      case 'call':
      case 'rcall':
        return this.#call(node);
      case 'list':
        return this.#made(node, `[${this.#list(node.args)}]`, LIST);
      case 'map': {
        const entries = node.args.map((entry) => entry.map((part) => this.#write(part).text).join(': '));
        return this.#made(node, `{${entries.join(', ')}}`, MAP);
      }
      case '?:': {
        const [condition, then, otherwise] = node.args;
        const text = `(${this.#write(condition).text} ? ${this.#part(then).text} : ${this.#part(otherwise).text})`;
        return this.#point(text, () => 0);
      }
      case '!_':
      case '-_':
        return this.#made(node, `${node.op[0]}(${this.#write(node.args).text})`, 1);
      default:
        return this.#operator(node.op, node.args);
    }
  }

  #operator(operator: string, [first, second]: readonly [ASTNode, ASTNode]): Written {
    const [left, right] = [this.#write(first), this.#write(second)];
    const text = `(${left.text} ${operator} ${right.text})`;
    if (operator === '&&' || operator === '||') return { text, value: () => true };
    // A list of constants is searched at once.
    const isFree = operator === 'in' && second.op === 'list' && isConstant(second);
    return this.#point(text, () => (isFree ? 0 : operatorCharge(operator, left.value(), right.value())));
  }

  #attribute(node: ASTNode): Written {
    const { text, cost } = this.#access(node);
    return cost === 0 ? { text, value: () => undefined } : this.#point(text, () => cost);
  }

  /** As a branch or an index, where the name that a way begins with is not counted. */
  #part(node: ASTNode): Written {
    if (!isAttribute(node)) return this.#write(node);
    const { text, cost } = this.#access(node);
    return this.#point(text, () => Math.max(cost - ACCESS, 0));
  }

  /** The way from a variable to a part of it. */
  #access(node: ASTNode): { readonly text: string; readonly cost: number } {
    switch (node.op) {
      case 'id':
        return { text: node.args, cost: TYPES.has(node.args) ? 0 : ACCESS };
      case '.':
      case '.?': {
        const { text, cost } = this.#access(node.args[0]);
        return { text: `${text}${node.op}${node.args[1]}`, cost: cost + ACCESS };
      }
      case '[]':
      case '[?]': {
        const { text, cost } = this.#access(node.args[0]);
        return { text: `${text}${node.op.slice(0, -1)}${this.#part(node.args[1]).text}]`, cost: cost + ACCESS };
      }
      default:
        return { text: this.#write(node).text, cost: ACCESS };
    }
  }

  #call(node: Extract<ASTNode, { op: 'call' | 'rcall' }>): Written {
    const loop = loopOf(node);
    if (node.op === 'call') return this.#function(node.args[0], node.args[1]);
    const [name, target, nodes] = node.args;
    if (loop) return this.#loop(name, target, loop);
    const operands = [target, ...nodes].map((operand) => this.#write(operand));
    const [of, ...others] = operands.map(({ text }) => text);
    const text = `${of}.${name === 'matches' ? MATCHES : name}(${others.join(', ')})`;
    return this.#charged(name, text, operands);
  }

  #function(name: string, nodes: readonly ASTNode[]): Written {
    const [only] = nodes;
    if (name === 'has' && only?.op === '.') {
      const { text, cost } = this.#access(only);
      return this.#point(`has(${text})`, () => cost - ACCESS);
    }
    const operands = nodes.map((operand) => this.#write(operand));
    const text = `${name}(${operands.map((operand) => operand.text).join(', ')})`;
    return CONVERSIONS.has(name) && nodes.every(isConstant)
      ? this.#point(text, () => 0)
      : this.#charged(name, text, operands);
  }

  #charged(name: string, text: string, operands: readonly Written[]): Written {
    return this.#point(text, (result) =>
      functionCharge(
        name,
        operands.map(({ value }) => value()),
        result,
      ),
    );
  }

  #loop(name: string, target: ASTNode, { variable, condition, result, eachCost, resultCost, end }: Loop): Written {
    let left = 0;
    const range = this.#point(this.#write(target).text, (value) => ((left = sizeOfValue(value)), 0));
    const parts = [variable];
    if (condition)
      parts.push(
        this.#point(this.#write(condition).text, (answer) => {
          left--;
          if (end === undefined) return answer === true && !result ? eachCost : 0;
          // Who stops early has asked once more whether to go on.
          return eachCost + (answer === end && left > 0 ? eachCost - 1 : 0);
        }).text,
      );
    if (result) parts.push(this.#point(this.#write(result).text, () => eachCost).text);
    return this.#point(`${range.text}.${name}(${parts.join(', ')})`, () => resultCost);
  }
}

function isAttribute({ op }: ASTNode): boolean {
  return op === 'id' || op === '.' || op === '[]';
}

/** A value that stands in the expression, made of such, or a number with a sign. */
function isConstant(node: ASTNode): boolean {
  switch (node.op) {
    case 'value':
      return true;
    case '-_':
      return node.args.op === 'value';
    case 'list':
      return node.args.every(isConstant);
    case 'map':
      return node.args.flat().every(isConstant);
    default:
      return false;
  }
}

function sourceOf({ input, start, end }: ASTNode): string {
  return input.slice(start, end);
}
