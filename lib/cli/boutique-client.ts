/** Requests to the own paths of a running `boutique serve`, by its kubeconfig. */
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { parse, YAMLParseError } from 'yaml';
import { CliError } from './cli-error';

/** What `boutique serve` adds to its cluster in a kubeconfig. */
const EXTENSION = 'boutique';

/** What a server says that has no such path. */
const UNKNOWN_PATH = 'the server could not find the requested resource';

interface Reached {
  readonly server: string;
  readonly ca?: string;
  readonly token?: string;
  readonly namespace?: string;
}

interface KubeconfigFile {
  readonly 'current-context'?: string;
  readonly contexts?: readonly {
    readonly name: string;
    readonly context: { readonly cluster: string; readonly user: string; readonly namespace?: string };
  }[];
  readonly clusters?: readonly {
    readonly name: string;
    readonly cluster: {
      readonly server: string;
      readonly 'certificate-authority-data'?: string;
      readonly extensions?: readonly { readonly name: string; readonly extension: { readonly control?: string } }[];
    };
  }[];
  readonly users?: readonly { readonly name: string; readonly user: { readonly token?: string } }[];
}

export class BoutiqueClient {
  readonly #reached: Reached;

  /** @param path of the kubeconfig. @throws CliError where it does not lead anywhere */
  constructor(private readonly path: string) {
    this.#reached = reachedBy(read(path), path);
  }

  /** @param kubeconfig as a flag names it; else the environment does. @throws CliError */
  static by(kubeconfig = process.env['KUBECONFIG']): BoutiqueClient {
    if (kubeconfig === undefined || kubeconfig === '') {
      throw new CliError('Name the kubeconfig of a running "boutique serve" with --kubeconfig, or in $KUBECONFIG.');
    }
    return new BoutiqueClient(kubeconfig);
  }

  /** Of the current context. */
  get namespace(): string {
    return this.#reached.namespace ?? 'default';
  }

  /** The JSON that the server answers. @throws CliError for anything that is no success */
  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const { status, text } = await this.#send(method, path, body === undefined ? '' : JSON.stringify(body));
    if (status >= 200 && status < 300) return JSON.parse(text) as T;
    const isUnknown = status === 404 && messageOf(text) === UNKNOWN_PATH;
    throw new CliError(isUnknown ? `${this.#reached.server} knows no ${path}.` : messageOf(text));
  }

  #send(method: string, path: string, body: string): Promise<{ readonly status: number; readonly text: string }> {
    const { server, ca, token } = this.#reached;
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const send = server.startsWith('https:') ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send(`${server}${path}`, { method, headers, ca }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
      });
      request.on('error', (error) => reject(new CliError(`${server} (from ${this.path}): ${error.message}`)));
      request.end(body);
    });
  }
}

function read(path: string): KubeconfigFile {
  try {
    return (parse(readFileSync(path, 'utf8')) ?? {}) as KubeconfigFile;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new CliError(`${path} is no kubeconfig: ${error.message}`);
    throw new CliError(`${path} cannot be read. Name the kubeconfig of a running "boutique serve" with --kubeconfig.`);
  }
}

function reachedBy(file: KubeconfigFile, path: string): Reached {
  const context = file.contexts?.find(({ name }) => name === file['current-context'])?.context;
  const cluster = file.clusters?.find(({ name }) => name === context?.cluster)?.cluster;
  if (!context || !cluster?.server) throw new CliError(`${path} has no current context that leads to a server.`);
  const user = file.users?.find(({ name }) => name === context.user)?.user;
  const authority = cluster['certificate-authority-data'];
  // Nobody listens at the server's own address while its API server is stopped.
  const control = cluster.extensions?.find(({ name }) => name === EXTENSION)?.extension.control;
  return {
    server: control ?? cluster.server,
    ca: authority && Buffer.from(authority, 'base64').toString(),
    token: user?.token,
    namespace: context.namespace,
  };
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { readonly message?: string }).message ?? text;
  } catch {
    return text;
  }
}
