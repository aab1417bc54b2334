/** The command `boutique` as a process of its own, as people start it from a checkout. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

export class BoutiqueProcess {
  out = '';
  error = '';
  readonly ended: Promise<Ended>;
  readonly child: ChildProcess;

  constructor(args: readonly string[], stdin = '') {
    this.child = spawn(process.execPath, ['--import', 'tsx', 'lib/cli/main.ts', ...args], { cwd: root });
    this.child.stdout?.on('data', (text: Buffer) => (this.out += text.toString()));
    this.child.stderr?.on('data', (text: Buffer) => (this.error += text.toString()));
    this.child.stdin?.end(stdin);
    this.ended = new Promise((settle) => {
      this.child.on('close', (code) => settle({ code, out: this.out, error: this.error }));
    });
  }

  /** Waits until a file is there, or the process has ended. */
  async untilFile(path: string): Promise<void> {
    let over = false;
    void this.ended.then(() => (over = true));
    while (!existsSync(path) && !over) await new Promise((next) => setTimeout(next, 20));
    if (!existsSync(path)) throw new Error(`boutique ended without ${path}: ${this.error}`);
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

export function temporaryPath(name: string): string {
  return join(mkdtempSync(join(tmpdir(), 'boutique-test-')), name);
}
