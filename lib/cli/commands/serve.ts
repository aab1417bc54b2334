/** `boutique serve`: the cluster under kubectl, Helm and every other client, until it is told to end. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Cluster } from '../../engine/cluster';
import { BoutiqueServer, isLoopback } from '../../server/boutique-server';
import { parseSpeed } from '../../server/clock-endpoint';
import { PortInUseError } from '../../server/http-server';
import { ForeignFileError, Kubeconfig } from '../../server/kubeconfig';
import type { Speed } from '../../server/wall-clock';
import { CliError } from '../cli-error';
import { onEndOfProcess } from '../end-of-process';

const DEFAULT_PORT = 6443;

interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly exposeToNetwork: boolean;
  readonly insecureHttp: boolean;
  readonly kubeconfig?: string;
  readonly speed: Speed;
  readonly seed: string;
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('Serves a cluster that kubectl, Helm and every other client of Kubernetes v1.28 can talk to.')
    .addOption(new Option('--port <number>', '0 takes any free one').default(DEFAULT_PORT).argParser(parsePort))
    .option('--kubeconfig <file>', 'written, with mode 0600, once the server is ready (default: a temporary file)')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--expose-to-network', 'allow a --host that other machines reach', false)
    .option('--insecure-http', 'plain HTTP, where everybody on this machine is an administrator', false)
    .addOption(new Option('--speed <factor>', 'virtual time for wall time: 1, 10, max').default(1).argParser(speedOf))
    .option('--seed <text>', 'what chance follows from', '1')
    .action(serve);
}

async function serve(flags: ServeFlags): Promise<void> {
  if (!isLoopback(flags.host) && !flags.exposeToNetwork)
    throw new CliError(`${flags.host} is reached from other machines. Say --expose-to-network if that is meant.`);
  const kubeconfig = new Kubeconfig(
    resolve(flags.kubeconfig ?? join(mkdtempSync(join(tmpdir(), 'boutique-')), 'kubeconfig')),
  );
  const cluster = new Cluster({ seed: flags.seed, startMs: Date.now() });
  const server = new BoutiqueServer({ cluster, ...flags });
  try {
    kubeconfig.clear();
    await server.start();
    kubeconfig.write(server.credentials);
  } catch (error) {
    if (error instanceof PortInUseError || error instanceof ForeignFileError) throw new CliError(error.message);
    throw error;
  }
  onEndOfProcess(async () => {
    kubeconfig.remove();
    await server.stop();
  });
  console.log(`Kubernetes v1.28 at ${server.credentials.server}; end it with Ctrl-C.`);
  console.log(`export KUBECONFIG=${kubeconfig.path}`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError('It is a number from 0 to 65535.');
  return port;
}

function speedOf(text: string): Speed {
  const speed = parseSpeed(text);
  if (speed === undefined) throw new InvalidArgumentError('It is "max" or a number above 0.');
  return speed;
}
