/**
 * What a container does from its start to its end, as data: in annotations of its pod, and in what is known of its image.
 *
 * An annotation `boutique.test/run.CONTAINER` holds one run or a list of them as JSON: the first start, the second, ...; the last one
 * repeats. What it does not say, the image's own behaviour says.
 */

/** Times are seconds since the container's start, unless said otherwise. */
export interface ContainerRun {
  /** How long making it takes, before it has started. @default 1 */
  readonly startSeconds?: number;
  /** Ends by itself then. @default runs on */
  readonly exitAfterSeconds?: number;
  /** @default 0 */
  readonly exitCode?: number;
  /** Its end is the kernel's doing, for want of memory. @default false */
  readonly oomKilled?: boolean;
  /** How long it takes to end after TERM. @default 0 */
  readonly termSeconds?: number;
  /** @default 143 */
  readonly termExitCode?: number;
  /** Only KILL ends it. @default false */
  readonly ignoresTerm?: boolean;
  /** What it takes, as one amount or a timeline, `64Mi` or `0:32Mi 60:200Mi`; beyond its limit it is killed. @default nothing */
  readonly memory?: string;
  /** When its pod is deleted nothing is told of its end: the pod is gone as it was last seen. @default false */
  readonly silentEnd?: boolean;
  /** What it leaves in the file of its termination message. */
  readonly message?: string;
  /** What it writes when it starts: lines (`stderr: ...` to the other stream), or commands whose output it writes. */
  readonly log?: readonly (string | readonly string[])[];
  /** What answers at a port, as a timeline such as `0:refused 3:200 9:500`. @default nobody listens */
  readonly listen?: Readonly<Record<string, string>>;
  /** Starting it fails with this text. */
  readonly startError?: string;
  /** Creating it fails with this text. */
  readonly createError?: string;
}
