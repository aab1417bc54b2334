/**
 * Plays recorded conversations against an engine in this process and prints what differs; cases that call kubectl over HTTP, where there
 * is a kubectl 1.28 (PATH, KUBECTL_DIR).
 *
 *     npm run --silent recordings                         # all suites of test/golden
 *     npm run --silent recordings -- api/patch --only "strategic" --verbose
 *     npm run --silent recordings -- controllers --kubelets none   # somebody outside plays the kubelets
 */
import { parseArgs } from 'node:util';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HttpDoor, LibraryDoor, type Door } from '../test/conformance/door';
import { recordedCluster } from '../test/conformance/recorded-cluster';
import { playableCases, playCase, playSetup } from '../test/conformance/play-suite';
import { recordedKubectl } from '../test/conformance/recorded-kubectl';
import { needsKubectl, suitesOf, type Case, type Suite } from '../test/conformance/suite';

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

interface Counts {
  passed: number;
  failed: number;
}

interface Choice {
  /** Part of the names of cases. */
  readonly only: string;
  readonly verbose: boolean;
  readonly kubelets: string;
}

async function playSuite(folder: string, suite: Suite, { only, verbose, kubelets }: Choice): Promise<Counts> {
  const options = { kubelets: kubelets === 'none' ? 'none' : 'all' } as const;
  const counts = { passed: 0, failed: 0 };
  const chosen = ({ name }: Case): boolean => name.includes(only);
  const play = async (door: Door, cases: readonly Case[]): Promise<void> => {
    await playSetup(door, suite);
    for (const [number, test] of cases.entries()) {
      const { differences } = await playCase(door, suite, test, number);
      counts[differences.length === 0 ? 'passed' : 'failed']++;
      if (differences.length === 0) continue;
      console.log(`✗ ${suite.suite} / ${test.name}`);
      for (const line of verbose ? differences : differences.slice(0, SHOWN)) console.log(`    ${line}`);
    }
    await door.close();
  };
  const inProcess = playableCases(suite).filter(chosen);
  if (inProcess.length > 0) await play(new LibraryDoor(recordedCluster(folder, options)), inProcess);
  const withKubectl = suite.cases.filter(needsKubectl).filter(chosen);
  const kubectl = withKubectl.length > 0 ? recordedKubectl() : undefined;
  if (kubectl) {
    const cluster = recordedCluster(folder, { ...options, startMs: Date.now() });
    await play(await HttpDoor.open(cluster, kubectl), withKubectl);
  }
  return counts;
}

void main();
