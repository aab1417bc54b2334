/**
 * A compiled rule that can be asked whether a value is right, and what to say where it is not.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go (evalMessageExpression)
 */
import type { Environment } from '@marcbachmann/cel-js';
import { quote } from '../../../apimachinery/go-text';
import type { ValidationRule } from '../json-schema';
import type { CostBudget } from './cost-budget';
import { newEnvironment } from './declared-types';
import { type Evaluation, MeteredProgram } from './metered-program';
import type { CompiledRule } from './rule-compilation';

const MAX_MESSAGE = 5120;

type Values = Readonly<Record<string, unknown>>;

let untyped: Environment | undefined;

function evaluationEnvironment(): Environment {
  untyped ??= newEnvironment().registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn');
  return untyped;
}

export class RuleProgram {
  readonly rule: ValidationRule;
  readonly isTransition: boolean;
  /** Why it cannot be asked. */
  readonly error: string | undefined;
  readonly #rule: MeteredProgram | undefined;
  readonly #expression: CompiledRule['message'];
  #message: MeteredProgram | undefined;

  constructor({ rule, expression, message, error, isTransition }: CompiledRule) {
    this.rule = rule;
    this.isTransition = isTransition;
    this.error = error;
    this.#rule = expression && new MeteredProgram(expression, evaluationEnvironment());
    this.#expression = message;
  }

  /** An empty rule holds for everything. */
  ask(values: Values): Evaluation {
    return this.#rule?.run(values) ?? { result: true, cost: 0, isCancelled: false };
  }

  /**
   * What the rule's expression says of the failure; undefined where it says nothing that can be told. Where the budget is over afterwards,
   * why it is.
   */
  message(values: Values, budget: CostBudget): string | undefined {
    if (!this.#expression) return undefined;
    this.#message ??= new MeteredProgram(this.#expression, evaluationEnvironment());
    const { result, cost, isCancelled } = this.#message.run(values);
    if (!budget.spend(cost))
      return 'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run';
    if (isCancelled) {
      budget.close();
      const expression = quote(this.rule.messageExpression ?? '');
      return `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${expression}`;
    }
    if (typeof result !== 'string' || result.trim() === '' || /[\n\r]/.test(result) || result.length > MAX_MESSAGE)
      return undefined;
    return result.trim();
  }
}
