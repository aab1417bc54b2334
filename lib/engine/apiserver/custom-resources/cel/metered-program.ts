/**
 * An expression that can be evaluated, and counts what that costs; it ends where it costs more than one expression may.
 *
 * Upstream: github.com/google/cel-go/interpreter/runtimecost.go (CostTracker), staging/src/k8s.io/apiserver/pkg/apis/cel/config.go
 */
import type { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';
import { isFound } from '../regular-expression';
import { MATCHES, METERED, MeteredText, type Point } from './metered-text';

/** What one evaluation may cost. */
export const CALL_LIMIT = 1_000_000;

export interface Evaluation {
  /** Undefined where it failed. */
  readonly result?: unknown;
  readonly failure?: unknown;
  readonly cost: number;
  readonly isCancelled: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** As far as the library shows its insides to macros. */
interface MacroCall {
  readonly args: readonly [ASTNode, ASTNode];
}

interface Checker {
  check(node: ASTNode, context: unknown): unknown;
}

interface Evaluator {
  run(node: ASTNode, context: unknown): unknown;
}

const CANCELLED = new Error('operation cancelled: actual cost limit exceeded');

/** A metered text is a few times as large and as deep as the expression it is made of, which has been within the limits. */
const LIMITS = { maxAstNodes: 1_000_000, maxDepth: 1_000 };

export class MeteredProgram {
  readonly #program: ParseResult;
  readonly #points: readonly Point[];
  #cost = 0;

  /** @param environment knows the variables, which need no types: values know what they are */
  constructor(expression: ASTNode, environment: Environment) {
    const { text, points } = new MeteredText(expression);
    this.#points = points;
    this.#program = environment
      .clone({ limits: LIMITS })
      .registerFunction(`string.${MATCHES}(string): bool`, (of: string, pattern: string) => isFound(pattern, of))
      .registerFunction(`${METERED}(ast, ast): dyn`, (call: MacroCall) => this.#metered(call))
      .parse(text);
  }

  run(values: Values): Evaluation {
    this.#cost = 0;
    const answer = this.#evaluate(values);
    // An operator or a loop may have taken the cancellation for an error that does not matter.
    const isCancelled = this.#cost > CALL_LIMIT;
    return { ...(isCancelled ? { failure: CANCELLED } : answer), cost: this.#cost, isCancelled };
  }

  #evaluate(values: Values): Pick<Evaluation, 'result' | 'failure'> {
    try {
      return { result: this.#program({ ...values }) as unknown };
    } catch (failure) {
      return { failure };
    }
  }

  #metered({ args: [index, node] }: MacroCall): object {
    const point = this.#points[Number(index.args)]!;
    return {
      async: false,
      typeCheck: (checker: Checker, _macro: unknown, context: unknown) => checker.check(node, context),
      evaluate: (evaluator: Evaluator, _macro: unknown, context: unknown) => {
        if (this.#cost > CALL_LIMIT) throw CANCELLED;
        point.value = evaluator.run(node, context);
        this.#cost += point.charge(point.value);
        if (this.#cost > CALL_LIMIT) throw CANCELLED;
        return point.value;
      },
    };
  }
}
