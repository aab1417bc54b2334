/**
 * What the evaluation of an expression costs at most, before there is a value: how much is done, for as large values as the schema allows.
 *
 * Upstream: github.com/google/cel-go/checker/cost.go (coster), apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go (sizeEstimator)
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { type CallCost, functionCost, type Operand, operatorCost, sizeOf, sizeOfEither } from './call-cost';
import type { DeclaredType, ValueType } from './declared-sizes';
import { type Loop, loopOf } from './loops';
import { BOOL, DYN, resultOfFunction, resultOfOperator, typeOfConstant } from './result-types';
import { exactly, plus, type SizeRange, times } from './size-range';

/** Where in the schema a value comes from: undefined for what the expression makes itself, `declared` undefined for what no schema tells. */
type Place = { readonly declared: DeclaredType | undefined } | undefined;

interface Estimate extends Operand {
  readonly cost: number;
  readonly place: Place;
}

type Scope = ReadonlyMap<string, Estimate>;
type Step = (from: DeclaredType) => DeclaredType | undefined;

const LIST = 10;
const MAP = 30;
const ACCESS = 1;

const intoItems: Step = ({ items }) => items;
const intoKeys: Step = ({ keys }) => keys;

/** @param root the type of `self` */
export function costOf(expression: ASTNode, root: DeclaredType): number {
  return new CostEstimator(root).estimate(expression, new Map()).cost;
}

class CostEstimator {
  constructor(private readonly root: DeclaredType) {}

  estimate(node: ASTNode, scope: Scope): Estimate {
    switch (node.op) {
      case 'value':
        return this.#constant(node.args);
      case 'id':
        return this.#identifier(node.args, scope);
      case '.':
      case '.?':
        return this.#field(node.args[0], node.args[1], scope);
      case '[]':
      case '[?]':
        return this.#index(node.args[0], node.args[1], scope);
      case 'call':
        return this.#call(node.args[0], undefined, node.args[1], scope);
      case 'rcall':
        return this.#method(node, scope);
      case 'list':
        return this.#list(node.args, scope);
      case 'map':
        return this.#map(node.args, scope);
      case '?:':
        return this.#condition(node.args, scope);
      case '||':
      case '&&':
        return this.#made(BOOL, sumOf(node.args.map((part) => this.estimate(part, scope))));
      case '!_':
      case '-_':
        return this.#unary(node.args, scope, node.op === '!_');
      default:
        return this.#operator(node.op, node.args, scope);
    }
  }

  /** What the expression makes itself. */
  #made(type: ValueType, cost: number, size?: SizeRange): Estimate {
    const itemSize = undefined;
    return { type, cost, size, itemSize, place: undefined };
  }

  #found(type: ValueType, cost: number, place: Place): Estimate {
    return { type, cost, place, size: sizeAt(place), itemSize: place && sizeAt(this.#step(place, intoItems)) };
  }

  /** One step on; upstream takes a step from nowhere for the start. */
  #step(place: Place, step: Step): Place {
    if (!place) return { declared: this.root };
    return { declared: place.declared && step(place.declared) };
  }

  #constant(value: unknown): Estimate {
    const size = typeof value === 'string' ? [...value].length : value instanceof Uint8Array ? value.length : 1;
    return { ...this.#made(typeOfConstant(value), 0, exactly(size)), constant: value };
  }

  #identifier(name: string, scope: Scope): Estimate {
    const variable = scope.get(name);
    if (variable) return variable;
    const isSelf = name === 'self' || name === 'oldSelf';
    return this.#found(isSelf ? this.root : { kind: 'type' }, ACCESS, { declared: this.root });
  }

  #field(of: ASTNode, name: string, scope: Scope): Estimate {
    const { type, cost, place } = this.estimate(of, scope);
    const member = type.fields?.get(name) ?? (type.kind === 'map' ? type.items : undefined) ?? DYN;
    const access = type.kind === 'map' || type.kind === 'object' ? ACCESS : 0;
    return this.#found(
      member,
      plus(cost, access),
      this.#step(place, ({ fields }) => fields?.get(name)),
    );
  }

  #index(of: ASTNode, index: ASTNode, scope: Scope): Estimate {
    const { type, cost, place } = this.estimate(of, scope);
    const total = plus(plus(cost, this.estimate(index, scope).cost), ACCESS);
    return this.#found(type.items ?? DYN, total, this.#step(place, intoItems));
  }

  #list(nodes: readonly ASTNode[], scope: Scope): Estimate {
    const items = nodes.map((node) => this.estimate(node, scope));
    const type: ValueType = { kind: 'list', items: items[0]?.type ?? DYN };
    return this.#made(type, plus(sumOf(items), LIST), exactly(items.length));
  }

  #map(entries: readonly (readonly [ASTNode, ASTNode])[], scope: Scope): Estimate {
    const parts = entries.flat().map((node) => this.estimate(node, scope));
    const [key, item] = parts;
    const type: ValueType = { kind: 'map', keys: key?.type ?? DYN, items: item?.type ?? DYN };
    return this.#made(type, plus(sumOf(parts), MAP), exactly(entries.length));
  }

  #condition([condition, then, otherwise]: readonly [ASTNode, ASTNode, ASTNode], scope: Scope): Estimate {
    const [first, second] = [this.estimate(then, scope), this.estimate(otherwise, scope)];
    const cost = plus(this.estimate(condition, scope).cost, Math.max(first.cost, second.cost));
    return this.#made(first.type, cost, sizeOfEither(first, second));
  }

  #unary(of: ASTNode, scope: Scope, isNot: boolean): Estimate {
    const operand = this.estimate(of, scope);
    // A sign is part of a number.
    if (of.op === 'value' && !isNot) return operand;
    return this.#made(isNot ? BOOL : operand.type, plus(operand.cost, 1));
  }

  #operator(operator: string, nodes: readonly [ASTNode, ASTNode], scope: Scope): Estimate {
    const [left, right] = [this.estimate(nodes[0], scope), this.estimate(nodes[1], scope)];
    const { cost, size } = operatorCost(operator, left, right);
    return this.#made(resultOfOperator(operator, left.type, right.type), plus(plus(left.cost, right.cost), cost), size);
  }

  #call(name: string, target: Estimate | undefined, nodes: readonly ASTNode[], scope: Scope): Estimate {
    const [only] = nodes;
    if (name === 'has' && only?.op === '.')
      return this.#made(BOOL, plus(this.estimate(only.args[0], scope).cost, ACCESS));
    const operands = nodes.map((node) => this.estimate(node, scope));
    const { cost, size }: CallCost = functionCost(name, target, operands);
    const all = plus(cost, sumOf(target ? [target, ...operands] : operands));
    return this.#made(resultOfFunction(name, target?.type), all, size);
  }

  #method(node: Extract<ASTNode, { op: 'rcall' }>, scope: Scope): Estimate {
    const [name, of, nodes] = node.args;
    const target = this.estimate(of, scope);
    const loop = loopOf(node);
    return loop ? this.#loop(loop, target, scope) : this.#call(name, target, nodes, scope);
  }

  #loop(loop: Loop, range: Estimate, scope: Scope): Estimate {
    const isList = range.type.kind === 'list';
    const type = (isList ? range.type.items : range.type.keys) ?? DYN;
    // Nobody knows where the items of a dynamic value come from.
    const place = range.type.kind === 'dyn' ? undefined : this.#step(range.place, isList ? intoItems : intoKeys);
    const inside = new Map(scope).set(loop.variable, this.#found(type, ACCESS, place));
    const condition = loop.condition ? this.estimate(loop.condition, inside).cost : 0;
    const result = loop.result && this.estimate(loop.result, inside);
    const each = plus(plus(condition, loop.eachCost), result?.cost ?? 0);
    const cost = plus(plus(range.cost, loop.resultCost), times(sizeOf(range).max, each));
    if (loop.makes === 'bool') return this.#made(BOOL, cost);
    const items = loop.makes === 'items' ? type : (result?.type ?? DYN);
    return this.#made({ kind: 'list', items }, plus(cost, LIST));
  }
}

function sumOf(estimates: readonly Estimate[]): number {
  return estimates.reduce((total, { cost }) => plus(total, cost), 0);
}

function sizeAt(place: Place): SizeRange | undefined {
  return place?.declared && { min: 0, max: place.declared.maxElements };
}
