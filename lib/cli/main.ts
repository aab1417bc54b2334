#!/usr/bin/env node
/** The command `boutique`. */
import { Command, CommanderError } from 'commander';
import { checkCommand } from './commands/check';
import { explainCommand } from './commands/explain';
import { faultCommand } from './commands/fault';
import { playCommand } from './commands/play';
import { serveCommand } from './commands/serve';
import { CliError } from './cli-error';

const USAGE_EXIT_CODE = 2;

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('boutique')
    .description('A deterministic local Kubernetes for the manifests of any app.')
    .exitOverride()
    .showHelpAfterError('Try --help.');
  const commands = [checkCommand(), serveCommand(), faultCommand(), explainCommand(), playCommand()];
  for (const command of commands) program.addCommand(command);
  for (const command of program.commands) inheritSettings(command, program);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
      return;
    }
    console.error(error instanceof CliError ? error.message : error);
    process.exitCode = error instanceof CliError ? error.exitCode : 1;
  }
}

/** Of the program by the commands, of those by theirs. */
function inheritSettings(command: Command, from: Command): void {
  command.copyInheritedSettings(from);
  for (const below of command.commands) inheritSettings(below, command);
}

void main(process.argv);
