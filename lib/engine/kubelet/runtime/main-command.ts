/**
 * What a container does whose pod says its command, where that is one that containers know: `sleep 60` ends after a minute, `echo hello`
 * at once with a line in its log, `sh -c "exit 3"` with 3; a shell without a script goes on while somebody may type into it.
 *
 * Differs: what it writes is written when it starts; of a command that is not known the image's behaviour is taken.
 */
import type { Container } from '../../apimachinery/api/core-v1';
import type { ContainerEnvironment } from '../environment/container-environment';
import type { CommandPlace, Commands } from './commands';
import type { ContainerRun } from './container-run';
import { isInteractiveShell } from './shell-script';

/** Tools that nobody starts a container for; as words of an image's own command they mean something else. */
const NO_PROGRAMS = new Set(['test', '[', 'probe', 'fail', 'args', 'sort', 'head', 'cp', 'mv', 'rm', 'tee']);
/** A process that does nothing takes a moment as well. */
const SHORTEST_SECONDS = 0.1;

/** The whole command line of a container. */
export function mainCommandOf({ command, args }: ContainerEnvironment): readonly string[] {
  return [...command, ...args];
}

/** Whether somebody who attaches types into a shell. */
export function isTypedInto({ stdin, tty }: Container, environment: ContainerEnvironment): boolean {
  const command = mainCommandOf(environment);
  return stdin === true && (command.length === 0 ? tty === true : isInteractiveShell(command));
}

/** The run, as the command changes it. */
export function withMainCommand(
  run: ContainerRun,
  commands: Commands,
  spec: Container,
  place: CommandPlace,
): ContainerRun {
  const command = mainCommandOf(place.environment);
  if (isTypedInto(spec, place.environment)) return { ...run, exitAfterSeconds: undefined };
  if (command.length === 0 || NO_PROGRAMS.has(command[0]!) || !commands.knows(command, place)) return run;
  const result = isInteractiveShell(command)
    ? { exitCode: 0, stdout: '', stderr: '', durationMs: 0 }
    : commands.run(command, place);
  if (result === 'hang') return { ...run, exitAfterSeconds: undefined };
  if (result === 'not found' || result.guessed) return run;
  const { exitCode, stdout, stderr, durationMs } = result;
  const log = [...linesOf(stdout), ...linesOf(stderr).map((line) => `stderr: ${line}`)];
  return { ...run, listen: {}, log, exitCode, exitAfterSeconds: Math.max(SHORTEST_SECONDS, durationMs / 1000) };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
