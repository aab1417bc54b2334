/** Ends a long-running command in order, whoever asks for it. */

const PARENT_CHECK_MS = 250;

/**
 * Runs `end` at the first SIGINT or SIGTERM and exits with 0; exits with 1 at the second.
 *
 * npm hands a signal on to its shell, which dies of it without telling the command: a command that npm started ends with its parent.
 */
export function onEndOfProcess(end: () => Promise<void>): void {
  let ending = false;
  const finish = (): void => {
    if (ending) process.exit(1);
    ending = true;
    void end().then(() => process.exit(0));
  };
  process.on('SIGINT', finish);
  process.on('SIGTERM', finish);
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    finish();
  }, PARENT_CHECK_MS);
  check.unref();
}
