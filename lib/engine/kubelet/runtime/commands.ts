/** The commands that containers know: for probes, hooks, `exec` and what they write when they start. */
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { ContainerEnvironment } from '../environment/container-environment';
import type { LogLine } from './container-log';

/** The container in which a command runs. */
export interface CommandPlace {
  readonly pod: Pod;
  readonly container: string;
  readonly environment: ContainerEnvironment;
  /** When the container started, and now. */
  readonly startedMs: number;
  readonly nowMs: number;
  /** What it is given to read. @default nothing */
  readonly input?: Uint8Array;
  /** Where it is. @default `/` */
  readonly directory?: string;
}

export type CommandResult =
  | {
      readonly exitCode: number;
      readonly stdout: string;
      /** The output instead of `stdout`, where it need not be text. */
      readonly bytes?: Uint8Array;
      readonly stderr: string;
      /** How long it takes. */
      readonly durationMs: number;
      /** Virtual time until which it would come to the same. @default not known */
      readonly steadyUntilMs?: number;
      /** Nothing is known of it, so it is taken to have gone well. @default it is known */
      readonly guessed?: boolean;
    }
  /** It never ends. */
  | 'hang'
  /** There is no such command. */
  | 'not found';

/** Something that runs commands in containers. */
export interface Commands {
  run(command: readonly string[], place: CommandPlace): CommandResult;
  /** Whether anything is known of a command. */
  knows(command: readonly string[], place: Pick<CommandPlace, 'pod' | 'container'>): boolean;
  /** Whether a command would read its input to the end before it does anything. */
  readsInput(command: readonly string[], place: Pick<CommandPlace, 'pod' | 'container'>): boolean;
  /** What a line of a run's `log` writes: itself, or the output of a command. */
  output(line: string | readonly string[], place: CommandPlace): readonly LogLine[];
}

export const noCommands: Commands = {
  run: () => 'not found',
  knows: () => false,
  readsInput: () => false,
  output: (line, { nowMs }) => (typeof line === 'string' ? [{ timeMs: nowMs, stream: 'stdout', text: line }] : []),
};
