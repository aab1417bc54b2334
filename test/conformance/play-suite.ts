/** Plays the cases of a suite, each in a namespace of its own, and tells which answers differ from the recorded ones. */
import { comparable } from './comparable';
import { differences } from './differences';
import type { Door } from './door';
import { play } from './player';
import { needsKubectl, type Case, type Json, type Suite } from './suite';

export interface CaseOutcome {
  readonly name: string;
  /** One line for each difference; none where all is as recorded. */
  readonly differences: readonly string[];
}

/** The cases that a door without kubectl can play. */
export function playableCases(suite: Suite): readonly Case[] {
  return suite.cases.filter((test) => !needsKubectl(test));
}

/** What the cases of a suite need; nothing of it is compared. */
export async function playSetup(door: Door, suite: Suite): Promise<void> {
  if (suite.setup) await play(door, { name: 'setup', bare: true, steps: suite.setup }, 'g-setup');
}

/** `number` tells the namespaces of the cases apart. */
export async function playCase(door: Door, suite: Suite, test: Case, number: number): Promise<CaseOutcome> {
  const played = await play(door, test, `g-${String(number).padStart(8, '0')}`);
  const got = comparable(played, test, suite.managedFields ?? false);
  const want = suite.recorded[test.name];
  if (want === undefined) return { name: test.name, differences: ['nothing recorded'] };
  return { name: test.name, differences: differences(want, JSON.parse(JSON.stringify(got)) as Json) };
}
