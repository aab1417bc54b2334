/** Declares a test for each recorded case of a folder. */
import { HttpDoor, LibraryDoor, type Door } from './door';
import { isOpen, isUntouched, staleNames } from './open-cases';
import { recordedCluster, type RecordedClusterOptions } from './recorded-cluster';
import { playableCases, playCase, playSetup } from './play-suite';
import { recordedKubectl } from './recorded-kubectl';
import { needsKubectl, suitesOf, type Case, type Suite } from './suite';

function playable(folder: string): Suite[] {
  return suitesOf(folder).filter((suite) => playableCases(suite).length > 0);
}

/** What differs from the recorded answers; of a case that is listed as open, that nothing does. */
async function play(
  door: Door,
  suite: Suite,
  test: Case,
  number: number,
  exceptions: readonly string[] = [],
): Promise<string[]> {
  const { differences } = await playCase(door, suite, test, number);
  if (exceptions.includes(test.name)) return differences.length > 0 ? [] : ['It answers as recorded: no exception.'];
  if (!isOpen(suite.suite, test.name)) return [...differences];
  return differences.length > 0 ? [] : ['It answers as recorded: take it off test/conformance/open-cases.json.'];
}

/**
 * By calls in this process: a test for each case, minutes of waiting in no time.
 *
 * @param exceptions names of cases that come out differently with these options, and are meant to
 */
export function testInProcess(
  folder: string,
  options: RecordedClusterOptions = {},
  exceptions: readonly string[] = [],
): void {
  const suites = playable(folder);

  test('the list of open cases names cases that exist', () => {
    const known = new Map(suitesOf(folder).map(({ suite, cases }) => [suite, new Set(cases.map(({ name }) => name))]));
    expect(staleNames(folder, known)).toEqual([]);
  });

  for (const suite of suites.filter(({ suite }) => !isUntouched(suite))) {
    describe(`in process: ${suite.suite}`, () => {
      const door = new LibraryDoor(recordedCluster(folder, options));

      beforeAll(() => playSetup(door, suite));

      test.each(playableCases(suite).map((test, number) => ({ ...test, number })))(
        '$name',
        async ({ number, ...test }) => {
          expect(await play(door, suite, test, number, exceptions)).toEqual([]);
        },
      );
    });
  }
}

/** Through sockets, on wall time: a test for each suite, several side by side. */
export function testOverHttp(folder: string): void {
  describe('over HTTP', () => {
    test.concurrent.each(playable(folder))('$suite', async (suite) => {
      const door = await HttpDoor.open(recordedCluster(folder, { startMs: Date.now() }));
      expect(await playAll(door, suite, playableCases(suite))).toEqual({});
    });
  });
}

/**
 * Over HTTP, with the kubectl of the recorded version: a test for each suite, or none where this machine has no such kubectl. Cases listed
 * as open are left out, since they wait for minutes for what does not come; `npm run recordings` tells which have come to pass.
 */
export function testWithKubectl(folder: string, options: RecordedClusterOptions = {}): void {
  const program = recordedKubectl();
  if (program === undefined)
    console.warn(`kubectl 1.28 is not there (PATH, KUBECTL_DIR): what it prints is not tested with ${folder}.`);
  const suites = suitesOf(folder).filter(({ suite, cases }) => !isUntouched(suite) && cases.some(needsKubectl));
  const suiteOrSkip = program === undefined ? describe.skip : describe;

  suiteOrSkip('with kubectl', () => {
    test.concurrent.each(suites)('$suite', async (suite) => {
      const door = await HttpDoor.open(recordedCluster(folder, { ...options, startMs: Date.now() }), program);
      const cases = suite.cases.filter((test) => needsKubectl(test) && !isOpen(suite.suite, test.name));
      expect(await playAll(door, suite, cases)).toEqual({});
    });
  });
}

/** Plays cases and closes the door; what differs, by case. */
async function playAll(door: Door, suite: Suite, cases: readonly Case[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  try {
    await playSetup(door, suite);
    for (const [number, test] of cases.entries()) {
      const differences = await play(door, suite, test, number);
      if (differences.length > 0) found[test.name] = differences;
    }
  } finally {
    await door.close();
  }
  return found;
}
