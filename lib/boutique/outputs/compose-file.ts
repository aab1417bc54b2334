/** The same shop for a laptop without Kubernetes: a Compose file, derived from the manifests, with the same images, limits and confinement. */
import { stringify } from 'yaml';
import { CALLS } from '../call-graph';
import { type OnlineBoutique } from '../online-boutique';
import { type ServiceName } from '../service-names';
import {
  type ComposeService,
  type ContainerManifest,
  type Manifest,
  type PodManifest,
  type VolumeManifest,
  type WorkloadManifest,
} from './compose-model';
import { type Address, environmentOf, inContainers } from './compose-environment';

const FRONTEND_PORT = 8080;
const WORKLOADS = ['Deployment', 'StatefulSet'];

interface ComposeFile {
  readonly name: string;
  readonly services: Record<string, ComposeService>;
  readonly configs: Record<string, { content: string }>;
  readonly secrets: Record<string, { file: string }>;
  readonly volumes: Record<string, object>;
}

/** Dollar signs stand for variables in Compose; two of them for one. */
const escaped = (text: string): string => text.replaceAll('$', '$$$$');

function amountOf(memory: string): string {
  return memory.replace(/([KMG])i$/, '$1').toLowerCase();
}

function cpusOf(cpu: string): string {
  return cpu.endsWith('m') ? String(Number(cpu.slice(0, -1)) / 1000) : cpu;
}

/** Puts the keys of a mounted ConfigMap or Secret into the file and says where they go. */
class Mounts {
  readonly service: Pick<ComposeService, 'configs' | 'secrets' | 'tmpfs' | 'volumes'> = {};

  constructor(
    private readonly file: ComposeFile,
    private readonly manifests: readonly Manifest[],
    private readonly user: number | undefined,
  ) {}

  add(container: ContainerManifest, pod: PodManifest, claims: readonly string[]): void {
    for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
      const volume = pod.volumes?.find((one) => one.name === name);
      if (claims.includes(name)) {
        this.file.volumes[name] = {};
        this.service.volumes = [...(this.service.volumes ?? []), `${name}:${mountPath}`];
      } else if (volume?.emptyDir) {
        const owner = this.user === undefined ? '' : `:uid=${this.user}`;
        this.service.tmpfs = [...(this.service.tmpfs ?? []), `${mountPath}${owner}`];
      } else if (volume) this.#addFiles(volume, mountPath, subPath);
    }
  }

  #addFiles(volume: VolumeManifest, mountPath: string, subPath: string | undefined): void {
    const kind = volume.configMap ? 'ConfigMap' : 'Secret';
    const source = volume.configMap?.name ?? volume.secret?.secretName ?? '';
    const found = this.manifests.find((one) => one.kind === kind && one.metadata.name === source);
    const items = volume.configMap?.items ?? volume.secret?.items;
    const keys = items?.map(({ key }) => key) ?? Object.keys(found?.data ?? {});
    for (const key of keys) {
      const target = subPath === undefined ? `${mountPath}/${key}` : mountPath;
      this.#addFile({ source, key, target }, kind === 'Secret', found?.data?.[key]);
    }
  }

  #addFile(file: { source: string; key: string; target: string }, secret: boolean, text: string | undefined): void {
    const name = `${file.source}-${file.key}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    const entry = { source: name, target: file.target };
    if (text === undefined) {
      this.file.secrets[name] = { file: `./${file.source}/${file.key}` };
      this.service.secrets = [...(this.service.secrets ?? []), entry];
      return;
    }
    const content = secret ? Buffer.from(text, 'base64').toString() : text;
    this.file.configs[name] = { content: escaped(content) };
    this.service.configs = [...(this.service.configs ?? []), entry];
  }
}

/** Hardening and limits of a container. */
function confinement(container: ContainerManifest, pod: PodManifest): ComposeService {
  const { runAsUser, runAsGroup } = pod.securityContext ?? {};
  const limits = container.resources?.limits;
  return {
    image: container.image,
    ...(container.command ? { entrypoint: container.command.map(escaped) } : {}),
    ...(container.args ? { command: container.args.map(escaped) } : {}),
    ...(runAsUser === undefined ? {} : { user: `${runAsUser}:${runAsGroup ?? runAsUser}` }),
    read_only: container.securityContext?.readOnlyRootFilesystem ?? false,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    ...(limits
      ? { deploy: { resources: { limits: { cpus: cpusOf(limits.cpu), memory: amountOf(limits.memory) } } } }
      : {}),
  };
}

function healthcheck({ readinessProbe: probe }: ContainerManifest): Pick<ComposeService, 'healthcheck'> {
  if (!probe?.exec) return {};
  const { periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = probe;
  return {
    healthcheck: {
      test: ['CMD', ...probe.exec.command.map(escaped)],
      interval: `${periodSeconds}s`,
      timeout: `${timeoutSeconds}s`,
      retries: failureThreshold,
    },
  };
}

/** Writes one workload, and each of its init containers as a service that has to end first. */
function addWorkload(
  file: ComposeFile,
  workload: WorkloadManifest,
  manifests: readonly Manifest[],
  addresses: readonly Address[],
): void {
  const { name } = workload.metadata;
  const pod = workload.spec.template.spec;
  const claims = (workload.spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
  const service = (container: ContainerManifest): ComposeService => {
    const mounts = new Mounts(file, manifests, pod.securityContext?.runAsUser);
    mounts.add(container, pod, claims);
    const environment = inContainers(environmentOf(container, manifests), addresses);
    return { ...confinement(container, pod), environment: mapValues(environment, escaped), ...mounts.service };
  };
  const first = (pod.initContainers ?? []).map((init) => ({ name: `${name}-${init.name}`, init }));
  const callees = (CALLS[name as ServiceName] ?? []).filter((callee) =>
    manifests.some(({ kind, metadata }) => WORKLOADS.includes(kind) && metadata.name === callee),
  );
  const started = Object.fromEntries(callees.map((callee) => [callee, { condition: 'service_started' as const }]));
  for (const { name: id, init } of first) file.services[id] = { ...service(init), restart: 'no', depends_on: started };
  const [main] = pod.containers;
  if (!main) return;
  const ended = Object.fromEntries(
    first.map(({ name: id }) => [id, { condition: 'service_completed_successfully' as const }]),
  );
  file.services[name] = {
    ...service(main),
    ...healthcheck(main),
    restart: 'unless-stopped',
    stop_grace_period: `${pod.terminationGracePeriodSeconds ?? 30}s`,
    depends_on: { ...started, ...ended },
    ...(name === 'frontend' ? { ports: [`${FRONTEND_PORT}:${FRONTEND_PORT}`] } : {}),
  };
}

function mapValues(
  values: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

/** Where Services are found, and on which port the containers behind them listen. */
function addressesOf(manifests: readonly Manifest[]): Address[] {
  return manifests
    .filter(({ kind }) => kind === 'Service')
    .flatMap(({ metadata, spec }) =>
      (spec?.ports ?? []).map(({ port, targetPort }) => ({
        host: metadata.name,
        port,
        containerPort: targetPort ?? port,
      })),
    );
}

/** The Compose file of a shop, as YAML text. */
export function composeFile(shop: OnlineBoutique): string {
  const manifests = shop.toJson() as Manifest[];
  const addresses = addressesOf(manifests);
  const file: ComposeFile = { name: shop.node.id, services: {}, configs: {}, secrets: {}, volumes: {} };
  const workloads = manifests.filter(({ kind }) => WORKLOADS.includes(kind)) as unknown as WorkloadManifest[];
  for (const workload of workloads) addWorkload(file, workload, manifests, addresses);
  const filled = Object.entries(file).filter(([, value]) => Object.keys(value as object).length > 0);
  return stringify(Object.fromEntries(filled), { sortMapEntries: false, lineWidth: 0 });
}
