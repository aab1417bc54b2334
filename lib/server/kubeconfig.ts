/** The kubeconfig that leads clients to a server: written whole or not at all, for its owner's eyes only, and taken away afterwards. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stringify } from 'yaml';

const MARK = '# Written by boutique serve; it goes when the server ends.\n';
const NAME = 'boutique';

export interface KubeconfigContent {
  readonly server: string;
  /** PEM; undefined for plain HTTP. */
  readonly certificateAuthority?: string;
  readonly token?: string;
}

/** A file stands where the kubeconfig should go, and it is somebody else's. */
export class ForeignFileError extends Error {
  constructor(path: string) {
    super(`${path} exists and was not written by boutique: it stays as it is. Name another file with --kubeconfig.`);
  }
}

export class Kubeconfig {
  #written: string | undefined;

  constructor(readonly path: string) {}

  /** Removes what an earlier server left. @throws ForeignFileError */
  clear(): void {
    const text = this.#read();
    if (text === undefined) return;
    if (text.trim() !== '' && !text.startsWith(MARK)) throw new ForeignFileError(this.path);
    rmSync(this.path);
  }

  write(content: KubeconfigContent): void {
    this.#written = MARK + stringify(kubeconfigOf(content), { lineWidth: 0 });
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, this.#written, { mode: 0o600, flag: 'wx' });
    renameSync(draft, this.path);
  }

  /** Removes the file if it is still as it was written. */
  remove(): void {
    if (this.#written !== undefined && this.#read() === this.#written) rmSync(this.path, { force: true });
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

function kubeconfigOf({ server, certificateAuthority, token }: KubeconfigContent): object {
  const authority = certificateAuthority
    ? { 'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64') }
    : {};
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': NAME,
    clusters: [{ name: NAME, cluster: { server, ...authority } }],
    contexts: [{ name: NAME, context: { cluster: NAME, user: NAME } }],
    users: [{ name: NAME, user: token === undefined ? {} : { token } }],
  };
}
