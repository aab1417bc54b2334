/** Programs that a machine may have or not: tests with them run where they are, and are skipped aloud where not. */
import { spawnSync } from 'node:child_process';

/** Runs a program and returns what it wrote. @throws Error with everything it wrote when it fails */
export function runProgram(program: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', cwd, maxBuffer: 2 ** 26 });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Declares a test that needs `program`, or a skipped one whose name says what is missing. */
export function testWith(program: string, probe: readonly string[], name: string, body: () => void): void {
  const found = spawnSync(program, probe).status === 0;
  if (found) test(name, body);
  else test.skip(`${name} (needs ${program}, which is not installed here)`, body);
}
