/** The real kubectl, in the versions that this machine has. */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const VERSIONS = ['1.27', '1.28', '1.30', '1.33'];

export interface Printed {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** The path of a program, if it can be started. */
export function programOnPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Name and path of each: `kubectl.1.28` and its like from the folder KUBECTL_DIR, or from where the `kubectl` on the PATH really is; else
 * that kubectl alone.
 */
export function kubectls(): readonly (readonly [name: string, path: string])[] {
  const plain = programOnPath('kubectl');
  const folder = process.env.KUBECTL_DIR || (plain && dirname(realpathSync(plain)));
  const versions = VERSIONS.map((version) => `kubectl.${version}`).filter(
    (name) => folder && existsSync(join(folder, name)),
  );
  if (folder && versions.length > 0) return versions.map((name) => [name, join(folder, name)] as const);
  return plain ? [['kubectl', plain]] : [];
}

export interface Run {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], { stdin = '', env = {} }: Run = {}): Promise<Printed> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env } });
    let out = '';
    let error = '';
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (error += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, error }));
    child.stdin.on('error', () => undefined); // it may end without reading
    child.stdin.end(stdin);
  });
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'boutique-kubectl-'));
}

export function fileWith(content: string, name = 'manifest.yaml'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}
