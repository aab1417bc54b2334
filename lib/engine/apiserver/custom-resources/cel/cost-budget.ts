/**
 * What all rules of an object may cost together; spent once and for all where it does not suffice.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/apis/cel/config.go (RuntimeCELCostBudget), apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go
 */
const OBJECT_BUDGET = 10_000_000;

export class CostBudget {
  #left = OBJECT_BUDGET;
  #isOver = false;

  /** Nothing may be evaluated any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Not a unit is left, which the next rule will tell. */
  get isEmpty(): boolean {
    return this.#left <= 0;
  }

  /** False where there was not enough left. */
  spend(cost: number): boolean {
    if (cost > this.#left) this.close();
    else this.#left -= cost;
    return !this.#isOver;
  }

  close(): void {
    this.#isOver = true;
  }
}
