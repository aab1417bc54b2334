/** `boutique serve`: the cluster under kubectl, Helm and every other client, until it is told to end. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { asClientSideApplied } from '../../engine/apimachinery/managed-fields/last-applied';
import type { DraftObject, JsonObject } from '../../engine/apimachinery/object-meta';
import { applyManifests, ManifestsRefusedError } from '../../engine/client/apply-manifests';
import type { Manifest } from '../../engine/client/read-manifests';
import type { KubeletMode } from '../../engine/cluster';
import type { ControllerManagerOptions } from '../../engine/controllers/controller-manager-options';
import { BoutiqueServer, isLoopback } from '../../server/boutique-server';
import { parseSpeed } from '../../server/clock-endpoint';
import { PortInUseError } from '../../server/http-server';
import { ForeignFileError, Kubeconfig } from '../../server/kubeconfig';
import type { Speed } from '../../server/wall-clock';
import { CliError } from '../cli-error';
import { addControllerManagerFlags, parseDurationText } from '../controller-manager-flags';
import { onEndOfProcess } from '../end-of-process';
import { readManifestFiles } from '../manifest-files';
import { readSchedulerConfigFile } from '../scheduler-config-file';

const DEFAULT_PORT = 6443;
const DEFAULT_NODES = 3;
/** What Kubernetes itself is made for. */
const MAX_NODES = 5000;
/** As small clusters of all makers call theirs. */
const STORAGE_CLASS = 'standard';

interface ServeFlags {
  readonly port: number;
  readonly controlPort: number;
  readonly host: string;
  readonly exposeToNetwork: boolean;
  readonly insecureHttp: boolean;
  readonly kubeconfig?: string;
  readonly speed: Speed;
  readonly seed: string;
  readonly nodes: number;
  readonly kubelets: KubeletMode;
  readonly eventTtl?: number;
  readonly schedulerConfig?: string;
  /** False where it is told to be left out. */
  readonly storageClass?: string | false;
  readonly metricsServer?: boolean;
}

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('Serves a cluster that kubectl, Helm and every other client of Kubernetes v1.28 can talk to.')
    .argument('[manifests...]', 'files, folders or - (standard input) to apply before the server is ready')
    .addOption(new Option('--port <number>', '0 takes any free one').default(DEFAULT_PORT).argParser(parsePort))
    .addOption(
      new Option('--control-port <number>', 'where /boutique/v1/ answers also while the API server is stopped; 0: any')
        .default(0)
        .argParser(parsePort),
    )
    .option('--kubeconfig <file>', 'written, with mode 0600, once the server is ready (default: a temporary file)')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--expose-to-network', 'allow a --host that other machines reach', false)
    .option('--insecure-http', 'plain HTTP, where everybody on this machine is an administrator', false)
    .addOption(new Option('--speed <factor>', 'virtual time for wall time: 1, 10, max').default(1).argParser(speedOf))
    .option('--seed <text>', 'what chance follows from', '1')
    .addOption(new Option('--nodes <number>', 'a number, or none').default(DEFAULT_NODES).argParser(parseNodes))
    .addOption(
      new Option('--kubelets <mode>', 'all: every Node has one; none: somebody outside plays them')
        .default('all')
        .choices(['all', 'none']),
    )
    .addOption(
      new Option('--event-ttl <duration>', 'how long Events are kept, as of kube-apiserver (default: "1h")').argParser(
        parseDurationText,
      ),
    )
    .option('--scheduler-config <file>', 'a KubeSchedulerConfiguration: profiles, plugins, weights')
    .option(
      '--storage-class <name>',
      `a default StorageClass whose volumes a simulated disk driver makes (default: "${STORAGE_CLASS}", with nodes)`,
    )
    .option('--no-storage-class', 'leave it out')
    .option(
      '--metrics-server',
      'the add-on by which autoscalers and kubectl top learn what pods use (default: with nodes, or a flag of autoscalers)',
    )
    .option('--no-metrics-server', 'leave it out');
  const { collected, concernAutoscalers } = addControllerManagerFlags(command);
  return command.action((paths: readonly string[], given: ServeFlags) => {
    // Who brings nodes of their own brings add-ons too, unless what they ask for makes no sense without.
    const metricsServer = given.metricsServer ?? (given.nodes > 0 || concernAutoscalers());
    const controllerManager = collected();
    const brings = given.nodes > 0 && controllerManager.controllers.any;
    const storageClass = given.storageClass ?? (brings && STORAGE_CLASS);
    return serve(paths, { ...given, metricsServer, storageClass }, controllerManager);
  });
}

async function serve(
  paths: readonly string[],
  flags: ServeFlags,
  controllerManager: ControllerManagerOptions,
): Promise<void> {
  if (!isLoopback(flags.host) && !flags.exposeToNetwork)
    throw new CliError(`${flags.host} is reached from other machines. Say --expose-to-network if that is meant.`);
  const manifests = readManifestFiles(paths);
  const { seed, nodes, kubelets, metricsServer, schedulerConfig, storageClass, eventTtl, ...listening } = flags;
  const scheduler = schedulerConfig === undefined ? undefined : readSchedulerConfigFile(schedulerConfig);
  const shape = { seed, nodes, kubelets, metricsServer, storageClass: storageClass || undefined, eventTtlMs: eventTtl };
  const cluster = { ...shape, controllerManager, scheduler, startMs: Date.now() };
  const server = new BoutiqueServer({ cluster, ...listening });
  const path = flags.kubeconfig ?? join(mkdtempSync(join(tmpdir(), 'boutique-')), 'kubeconfig');
  const kubeconfig = new Kubeconfig(resolve(path));
  await startOrExplain(server, kubeconfig);
  onEndOfProcess(async () => {
    kubeconfig.remove();
    await server.stop();
  });
  const { applied, refused } = applyManifests(server.cluster.client(), manifests.map(asKubectlApplies));
  if (refused.length > 0) {
    await server.stop();
    throw new CliError(new ManifestsRefusedError(refused, applied.length).message);
  }
  kubeconfig.write(server.credentials);
  if (applied.length > 0) console.log(`Applied: ${applied.length}`);
  console.log(`Kubernetes v1.28 at ${server.credentials.server}; end it with Ctrl-C.`);
  console.log(`export KUBECONFIG=${kubeconfig.path}`);
}

/** So that whoever goes on with `kubectl apply` finds what it would have left there itself. */
function asKubectlApplies({ object, place }: Manifest): Manifest {
  return { object: asClientSideApplied(object as JsonObject) as DraftObject, place };
}

/** @throws CliError for what the person at the terminal can put right */
async function startOrExplain(server: BoutiqueServer, kubeconfig: Kubeconfig): Promise<void> {
  try {
    kubeconfig.clear();
    await server.start();
  } catch (error) {
    if (error instanceof PortInUseError || error instanceof ForeignFileError) throw new CliError(error.message);
    throw error;
  }
}

function parseNodes(text: string): number {
  if (text === 'none') return 0;
  if (!/^\d+$/.test(text) || Number(text) > MAX_NODES)
    throw new InvalidArgumentError(`It is "none" or a number up to ${MAX_NODES}.`);
  return Number(text);
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
