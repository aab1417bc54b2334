/**
 * Plays recorded conversations against an engine in this process and prints what differs.
 *
 *     npm run --silent recordings                         # all suites of test/golden
 *     npm run --silent recordings -- api/patch --only "strategic" --verbose
 *     npm run --silent recordings -- controllers --kubelets none   # somebody outside plays the kubelets
 */
import { parseArgs } from 'node:util';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LibraryDoor } from '../test/conformance/door';
import { recordedCluster } from '../test/conformance/recorded-cluster';
import { playableCases, playCase, playSetup } from '../test/conformance/play-suite';
import { suitesOf, type Suite } from '../test/conformance/suite';

const SHOWN = 3;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', default: '' },
      verbose: { type: 'boolean', default: false },
      kubelets: { type: 'string', default: 'all' },
    },
  });
  const total = { passed: 0, failed: 0 };
  for (const folder of readdirSync(join(__dirname, '..', 'test', 'golden'))) {
    for (const suite of suitesOf(folder)) {
      const name = suite.suite;
      if (positionals.length > 0 && !positionals.some((asked) => name.startsWith(asked))) continue;
      const { passed, failed } = await playSuite(folder, suite, values);
      console.log(`${name}: ${passed} passed, ${failed} failed`);
      total.passed += passed;
      total.failed += failed;
    }
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

async function playSuite(
  folder: string,
  suite: Suite,
  { only, verbose, kubelets }: { readonly only: string; readonly verbose: boolean; readonly kubelets: string },
): Promise<{ passed: number; failed: number }> {
  const door = new LibraryDoor(recordedCluster(folder, { kubelets: kubelets === 'none' ? 'none' : 'all' }));
  await playSetup(door, suite);
  const counts = { passed: 0, failed: 0 };
  for (const [number, test] of playableCases(suite).entries()) {
    if (!test.name.includes(only)) continue;
    const { differences } = await playCase(door, suite, test, number);
    counts[differences.length === 0 ? 'passed' : 'failed']++;
    if (differences.length === 0) continue;
    console.log(`✗ ${suite.suite} / ${test.name}`);
    for (const line of verbose ? differences : differences.slice(0, SHOWN)) console.log(`    ${line}`);
  }
  return counts;
}

void main();
