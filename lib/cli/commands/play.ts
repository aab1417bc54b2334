/** `boutique play`: a cluster in memory lives through a scenario; ends with 1 when an expectation does not hold. */
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_NODES } from '../../checks/check';
import { playScenario } from '../../checks/scenario/play-scenario';
import { readScenario } from '../../checks/scenario/read-scenario';
import { ScenarioError, type Scenario } from '../../checks/scenario/scenario';
import { timelineText } from '../../checks/scenario/timeline-text';
import { ManifestsRefusedError } from '../../engine/client/apply-manifests';
import { CliError } from '../cli-error';
import { readManifestFiles } from '../manifest-files';

const MAX_NODES = 5000;

interface PlayFlags {
  readonly given: readonly string[];
  readonly nodes: number;
  readonly seed: string;
  readonly json: boolean;
}

export function playCommand(): Command {
  return new Command('play')
    .description('Lets a cluster in memory live through a scenario: faults, changes, expectations, by virtual time.')
    .argument('<scenario>', 'a file: see docs/guides/faults.md')
    .argument('[manifests...]', 'files, folders or - (standard input) to apply at the beginning')
    .addOption(
      new Option('--given <file>', 'objects that exist outside of the manifests; may be repeated')
        .default([], 'none')
        .argParser((value: string, before: readonly string[]) => [...before, value]),
    )
    .addOption(
      new Option('--nodes <number>', 'where the scenario does not say it').default(DEFAULT_NODES).argParser(parseNodes),
    )
    .option('--seed <text>', 'what chance follows from, where the scenario does not say it', '1')
    .option('--json', 'the timeline for programs', false)
    .action(play);
}

function play(path: string, paths: readonly string[], { given, nodes, seed, json }: PlayFlags): void {
  const scenario = readScenarioFile(path);
  const options = { manifests: readManifestFiles(paths), given: readManifestFiles(given), nodes, seed };
  try {
    const timeline = playScenario(scenario, options);
    console.log(json ? JSON.stringify(timeline, null, 2) : timelineText(timeline));
    if (!timeline.holds) process.exitCode = 1;
  } catch (error) {
    if (error instanceof ManifestsRefusedError) throw new CliError(error.message);
    throw error;
  }
}

/** @throws CliError */
function readScenarioFile(path: string): Scenario {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return readScenario(text, path);
  } catch (error) {
    if (error instanceof ScenarioError) throw new CliError(error.message);
    throw error;
  }
}

function parseNodes(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > MAX_NODES) {
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${MAX_NODES}.`);
  }
  return number;
}
