/** The kubeconfig that leads clients to a server: written whole or not at all, for its owner's eyes only, and taken away afterwards. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse, stringify, YAMLParseError } from 'yaml';

const MARK = '# Written by boutique serve; it goes when the server ends.\n';
const NAME = 'boutique';

export interface KubeconfigContent {
  readonly server: string;
  /** Where the server's own paths are reached also while the API server is stopped. */
  readonly control?: string;
  /** PEM; undefined for plain HTTP. */
  readonly certificateAuthority?: string;
  readonly token?: string;
}

interface ParsedKubeconfig {
  readonly clusters?: readonly { readonly name?: string; readonly cluster?: { readonly server?: string } }[];
  readonly users?: readonly { readonly name?: string }[];
}

/** A file stands where the kubeconfig should go, and it is somebody else's. */
export class ForeignFileError extends Error {
  constructor(path: string) {
    super(`${path} exists and was not written by boutique: it stays as it is. Name another file with --kubeconfig.`);
  }
}

export class Kubeconfig {
  #server: string | undefined;

  constructor(readonly path: string) {}

  /** Removes what an earlier server left. @throws ForeignFileError */
  clear(): void {
    const text = this.#read();
    if (text === undefined) return;
    if (text.trim() !== '' && serverIn(text) === undefined) throw new ForeignFileError(this.path);
    rmSync(this.path);
  }

  write(content: KubeconfigContent): void {
    this.#server = content.server;
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, MARK + stringify(kubeconfigOf(content), { lineWidth: 0 }), { mode: 0o600, flag: 'wx' });
    renameSync(draft, this.path);
  }

  /** Removes the file if it still leads to this server alone. */
  remove(): void {
    const text = this.#read();
    if (this.#server !== undefined && text !== undefined && serverIn(text) === this.#server) rmSync(this.path);
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

/** The server that one of our files leads to; undefined for others'. `kubectl config` writes a file anew, without its first line. */
function serverIn(text: string): string | undefined {
  try {
    const { clusters = [], users = [] } = (parse(text) ?? {}) as ParsedKubeconfig;
    const isOurs = [...clusters, ...users].every(({ name }) => name === NAME);
    return isOurs ? clusters[0]?.cluster?.server : undefined;
  } catch (error) {
    if (error instanceof YAMLParseError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function kubeconfigOf({ server, control, certificateAuthority, token }: KubeconfigContent): object {
  const authority = certificateAuthority
    ? { 'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64') }
    : {};
  const extensions = control === undefined ? {} : { extensions: [{ name: NAME, extension: { control } }] };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': NAME,
    clusters: [{ name: NAME, cluster: { server, ...authority, ...extensions } }],
    contexts: [{ name: NAME, context: { cluster: NAME, user: NAME } }],
    users: [{ name: NAME, user: token === undefined ? {} : { token } }],
  };
}
