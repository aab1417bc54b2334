/** The real kubectl of the version whose words were recorded, run as the recordings ran it. */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { kubectls, temporaryFolder } from '../support/kubectl';
import type { KubectlStep } from './suite';

/** Later ones word several messages differently. */
const RECORDED_VERSION = 'v1.28.';
const DEFAULT_SECONDS = 60;
const SECONDS_AFTER_LAST_STEP = 2;
const FIRST_WORDS_MS = 10_000;
const BETWEEN_STEPS_MS = 300;

/** What a command printed. */
export interface Printed {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The path of a kubectl 1.28; undefined where this machine has none. */
export function recordedKubectl(): string | undefined {
  return kubectls()
    .map(([, path]) => path)
    .find((path) => {
      const { stdout } = spawnSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
      return /"gitVersion": "([^"]*)"/.exec(stdout ?? '')?.[1]?.startsWith(RECORDED_VERSION) ?? false;
    });
}

/** kubectl with a kubeconfig for one server, whose address and program it prints as `{server}` and `kubectl`. */
export class Kubectl {
  readonly #kubeconfig: string;
  readonly #cache: string;

  constructor(
    private readonly program: string,
    private readonly server: string,
  ) {
    const folder = temporaryFolder();
    this.#kubeconfig = join(folder, 'kubeconfig');
    this.#cache = join(folder, 'cache');
    const content = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server } }],
      users: [{ name: 'c', user: {} }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'c' } }],
    };
    writeFileSync(this.#kubeconfig, JSON.stringify(content));
  }

  /** Runs a command to its end; one with steps of its own is ended some seconds after these. */
  async run(step: KubectlStep, namespace: string, during?: readonly (() => Promise<void>)[]): Promise<Printed> {
    const scope = step.kubectl.includes('-A') || step.clusterWide ? [] : ['-n', namespace];
    const child = spawn(this.program, ['--kubeconfig', this.#kubeconfig, ...scope, ...step.kubectl], {
      env: { ...process.env, KUBECACHEDIR: this.#cache, ...step.env },
    });
    const printed = { out: '', error: '' };
    child.stdout.on('data', (text: Buffer) => (printed.out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (printed.error += text.toString()));
    child.stdin.on('error', () => undefined); // it may end without reading
    child.stdin.end(
      step.stdin === undefined || typeof step.stdin === 'string' ? step.stdin : JSON.stringify(step.stdin),
    );
    const closed = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    let patience: NodeJS.Timeout | undefined;
    if (!during) patience = setTimeout(() => child.kill(), 1000 * (step.seconds ?? DEFAULT_SECONDS));
    else {
      for (let ms = 0; ms < FIRST_WORDS_MS && printed.out === ''; ms += 100) await sleep(100);
      for (const play of during) {
        await play();
        await sleep(BETWEEN_STEPS_MS);
      }
      await Promise.race([closed, sleep(1000 * (step.seconds ?? SECONDS_AFTER_LAST_STEP))]);
      child.kill();
    }
    const code = await closed;
    clearTimeout(patience);
    return { code, out: this.#plain(printed.out), error: this.#plain(printed.error) };
  }

  #plain(text: string): string {
    return text.replaceAll(this.server, '{server}').replaceAll(basename(this.program), 'kubectl');
  }
}
