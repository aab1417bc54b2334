/**
 * What all rules of an object may cost together, or all conditions of a webhook; over once and for all where it does not suffice.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/apis/cel/config.go (RuntimeCELCostBudget, RuntimeCELCostBudgetMatchConditions), apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go
 */
const OBJECT_BUDGET = 10_000_000;
const CONDITIONS_BUDGET = 2_500_000;

export const OUT_OF_BUDGET =
  'validation failed due to running out of cost budget, no further validation rules will be run';

export class CostBudget {
  #isOver = false;

  private constructor(private left: number) {}

  static ofObject(): CostBudget {
    return new CostBudget(OBJECT_BUDGET);
  }

  static ofMatchConditions(): CostBudget {
    return new CostBudget(CONDITIONS_BUDGET);
  }

  /** Nothing may be evaluated any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Not a unit is left, which the next rule will tell. */
  get isEmpty(): boolean {
    return this.left <= 0;
  }

  /** False where there was not enough left. */
  spend(cost: number): boolean {
    if (cost > this.left) this.close();
    else this.left -= cost;
    return !this.#isOver;
  }

  close(): void {
    this.#isOver = true;
  }
}
