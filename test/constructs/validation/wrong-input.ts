/** A table of wrong inputs, each with the one line that tells it. */
import { type Chart } from 'cdk8s';
import { mistakesOf } from '../../support/chart';

/** What is wrong, how it is made, and what has to be told: where, what, and what to do. */
export type WrongInput = readonly [what: string, build: (chart: Chart) => void, told: string];

/** One test for each row: the line is among those told, whole and once. */
export function testWrongInputs(rows: readonly WrongInput[]): void {
  test.each(rows)('%s', (_what, build, told) => {
    expect(mistakesOf(build).filter((line) => line === told)).toEqual([told]);
  });
}
