/** `boutique check`: rehearses manifests in a cluster in memory and tells what would happen. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { check, REHEARSALS, reportText } from '../../checks';
import { DEFAULT_NODES } from '../../checks/check';
import { CliError } from '../cli-error';
import { readManifestFiles } from '../manifest-files';

const MAX_NODES = 5000;

interface CheckFlags {
  readonly given: readonly string[];
  readonly nodes: number;
  readonly seed: string;
  readonly only: readonly string[];
  readonly json: boolean;
  readonly details: boolean;
}

export function checkCommand(): Command {
  const names = REHEARSALS.map(({ name }) => name);
  return new Command('check')
    .description(
      'Rehearses manifests: rollouts, lost pods and nodes, drains, bad images. Ends with 1 when something breaks.',
    )
    .argument('<manifests...>', 'files, folders or - (standard input)')
    .addOption(
      new Option(
        '--given <file>',
        'objects that exist outside of the manifests: Secrets, classes, Nodes; may be repeated',
      )
        .default([], 'none')
        .argParser((value: string, before: readonly string[]) => [...before, value]),
    )
    .addOption(new Option('--nodes <number>', 'where no Node is given').default(DEFAULT_NODES).argParser(parseNodes))
    .option('--seed <text>', 'what chance follows from', '1')
    .addOption(new Option('--only <names...>', 'some of the rehearsals').choices(names).default(names, 'all'))
    .option('--json', 'the report for programs', false)
    .option('--details', 'each row by itself', false)
    .action(runCheck);
}

function runCheck(paths: readonly string[], { given, nodes, seed, only, json, details }: CheckFlags): void {
  const manifests = readManifestFiles(paths);
  if (manifests.length === 0) throw new CliError('There is nothing to check: no manifests were read.');
  const rehearsals = REHEARSALS.filter(({ name }) => only.includes(name));
  const report = check(manifests, { given: readManifestFiles(given), nodes, seed, rehearsals });
  console.log(json ? JSON.stringify(report, null, 2) : reportText(report, { details }));
  if (!report.holds) process.exitCode = 1;
}

function parseNodes(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > MAX_NODES) {
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${MAX_NODES}.`);
  }
  return number;
}
