import { CostBudget } from '../../../../../lib/engine/apiserver/custom-resources/cel/cost-budget';

describe('CostBudget', () => {
  test('can be spent to the last unit, which ends nothing yet', () => {
    const budget = CostBudget.ofObject();
    expect(budget.spend(9_999_999)).toBe(true);
    expect(budget.spend(1)).toBe(true);
    expect([budget.isEmpty, budget.isOver]).toEqual([true, false]);
  });

  test('is over with the first cost that it has no room for', () => {
    const budget = CostBudget.ofMatchConditions();
    expect(budget.spend(2_500_001)).toBe(false);
    expect([budget.isEmpty, budget.isOver]).toEqual([false, true]);
    expect(budget.spend(1)).toBe(false);
  });
});
