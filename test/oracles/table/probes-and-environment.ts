/** Rows 48-58: probes, ports, environment variables, namespaces. */
import {
  type Container,
  type ManifestSet,
  type Probe,
  type Requirement,
  selects,
  type Selector,
} from '../manifest-set';

const portsOf = (container: Container): (string | number)[] =>
  (container.ports ?? []).flatMap(({ containerPort, name }) => [containerPort, name ?? containerPort]);
const probesOf = (container: Container): Probe[] =>
  [container.livenessProbe, container.readinessProbe, container.startupProbe].filter((probe) => probe !== undefined);
const portOf = ({ grpc, httpGet, tcpSocket }: Probe): string | number | undefined =>
  grpc?.port ?? httpGet?.port ?? tcpSocket?.port;

/** What a probe asks, as far as kube-score compares it: HTTP path and port, TCP port, command; gRPC is never compared. */
function handler(probe: Probe | undefined): string | undefined {
  if (probe?.httpGet) return `http ${probe.httpGet.path} ${probe.httpGet.port}`;
  if (probe?.tcpSocket) return `tcp ${probe.tcpSocket.port}`;
  if (probe?.exec) return `exec ${probe.exec.command.join(' ')}`;
  return undefined;
}

const probes: Requirement[] = [
  {
    row: 48,
    asks: 'a liveness probe',
    check: (set) => set.mainContainersWhere(({ livenessProbe }) => !livenessProbe),
  },
  {
    row: 49,
    asks: 'a readiness probe',
    check: (set) => set.mainContainersWhere(({ readinessProbe }) => !readinessProbe),
  },
  {
    row: 50,
    asks: 'probes ask a declared port',
    check: (set) =>
      set.mainContainersWhere((container) =>
        probesOf(container)
          .map(portOf)
          .some((port) => port !== undefined && !portsOf(container).includes(port)),
      ),
  },
  {
    row: 51,
    asks: 'readiness and liveness ask different things',
    check: (set) =>
      set.mainContainersWhere(({ livenessProbe, readinessProbe }) => {
        const asked = handler(livenessProbe);
        return asked !== undefined && asked === handler(readinessProbe);
      }),
  },
];

const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;
interface ServiceSpec {
  readonly selector?: Record<string, string>;
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly targetPort?: number | string }[];
}

function wrongServicePorts(set: ManifestSet): string[] {
  return set.ofKind('Service').flatMap(({ metadata, spec }) => {
    const { selector, ports = [] } = spec as ServiceSpec;
    if (!selector) return [];
    const reachable = set.workloads
      .filter(({ podLabels }) => selects(selector, podLabels))
      .flatMap(({ pod }) => pod.containers.flatMap(portsOf));
    return ports
      .filter(({ name, port, targetPort }) => !PORT_NAME.test(name ?? '') || !reachable.includes(targetPort ?? port))
      .map(({ port }) => `Service/${metadata.name}:${port}`);
  });
}

const SECRET_NAME = /(password|passwd|secret|token|api_?key|private_?key|credential)/i;
const names = (container: Container): string[] => (container.env ?? []).map(({ name }) => name);

/** References of a container to a key or object that the set should hold. */
function missingReferences(container: Container, set: ManifestSet): boolean {
  const single = (container.env ?? []).flatMap(({ valueFrom }) =>
    valueFrom?.configMapKeyRef ? [valueFrom.configMapKeyRef] : [],
  );
  const whole = (container.envFrom ?? []).flatMap(({ configMapRef }) => (configMapRef ? [configMapRef.name] : []));
  return (
    single.some(({ name, key }) => set.find('ConfigMap', name)?.data?.[key] === undefined) ||
    whole.some((name) => !set.find('ConfigMap', name))
  );
}

const environment: Requirement[] = [
  {
    row: 52,
    asks: 'ports are named validly and Services aim at ports that exist',
    check: (set) => [
      ...set.containersWhere(({ ports }) => (ports ?? []).some(({ name }) => !PORT_NAME.test(name ?? ''))),
      ...wrongServicePorts(set),
    ],
  },
  {
    row: 53,
    asks: 'no environment variable is set twice',
    check: (set) => set.containersWhere((container) => new Set(names(container)).size !== names(container).length),
  },
  {
    row: 54,
    asks: 'nothing that looks secret is a plain value',
    check: (set) => [
      ...set.containersWhere(({ env }) => (env ?? []).some(({ name, value }) => value && SECRET_NAME.test(name))),
      ...set
        .ofKind('ConfigMap')
        .filter(({ data }) => Object.entries(data ?? {}).some((entry) => entry.some((text) => SECRET_NAME.test(text))))
        .map(({ metadata }) => `ConfigMap/${metadata.name}`),
    ],
  },
  {
    row: 55,
    asks: 'secrets arrive as files, not as environment variables',
    check: (set) =>
      set.containersWhere(
        ({ env, envFrom }) =>
          (env ?? []).some(({ valueFrom }) => valueFrom?.secretKeyRef) ||
          (envFrom ?? []).some(({ secretRef }) => secretRef),
      ),
  },
  {
    row: 56,
    asks: 'what environment variables refer to exists',
    check: (set) => set.containersWhere((container) => missingReferences(container, set)),
  },
];

const CLUSTER_SCOPED = ['Namespace', 'PriorityClass'];
const namespaces: Requirement[] = [
  {
    row: 57,
    asks: 'every object names a namespace that is not default',
    check: (set) =>
      set.manifests
        .filter(({ kind }) => !CLUSTER_SCOPED.includes(kind))
        .filter(({ metadata }) => !metadata.namespace || metadata.namespace === 'default')
        .map(({ kind, metadata }) => `${kind}/${metadata.name}`),
  },
  {
    row: 58,
    asks: 'nothing lives in kube-system',
    check: (set) =>
      set.manifests.filter(({ metadata }) => metadata.namespace === 'kube-system').map(({ metadata }) => metadata.name),
  },
];

export const selectorOf = (selector: Selector | undefined): Record<string, string> => ({ ...selector?.matchLabels });

export const probesAndEnvironment: Requirement[] = [...probes, ...environment, ...namespaces];
