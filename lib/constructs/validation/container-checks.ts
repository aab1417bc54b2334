/** Containers: names, ports, variables, mounts and probes that the API server or the kubelet would refuse or never serve. */
import { type Finding } from './finding';
import { labelMistakes } from './identity-checks';
import { listOf, type ContainerPortView, type ContainerView, type ManifestSource, type ProbeView } from './manifest';
import { type Mistake } from './mistake';
import { dnsLabel, imageReference, portName, variableName } from './names';
import { portNumber, repeated, unlessRight, wholeNumber } from './numbers';
import { podsIn, type FoundPod } from './pods-in';
import { listed } from './surroundings';

function nameMistakes(field: string, given: string | undefined): Mistake[] {
  if (given !== undefined && dnsLabel.test(given)) return [];
  return [{ field, given, expected: dnsLabel.expected, fix: 'rename it' }];
}

function portMistakes(field: string, ports: readonly ContainerPortView[]): Mistake[] {
  const names = ports.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return [
    ...ports.flatMap(({ name, containerPort }) => unlessRight(`${field}[${name ?? ''}]`, containerPort, portNumber)),
    ...names
      .filter((name) => !portName.test(name))
      .map((given) => ({ field, given, expected: `a name of ${portName.expected}`, fix: 'rename the port' })),
    ...repeated(names).map((given) => ({
      field,
      given,
      expected: 'a name that no other port of the container has',
      fix: 'give each port a name of its own',
    })),
  ];
}

function variableMistakes(field: string, { env }: ContainerView): Mistake[] {
  const names = listOf(env).flatMap(({ name }) => (name === undefined ? [] : [name]));
  return [
    ...names
      .filter((name) => !variableName.test(name))
      .map((given) => ({ field, given, expected: `a name of ${variableName.expected}`, fix: 'rename the variable' })),
    ...repeated(names).map((given) => ({ field, given, expected: 'each variable once', fix: 'remove one of them' })),
  ];
}

const TIMING = {
  initialDelaySeconds: wholeNumber(0),
  periodSeconds: wholeNumber(1),
  timeoutSeconds: wholeNumber(1),
  successThreshold: wholeNumber(1),
  failureThreshold: wholeNumber(1),
  terminationGracePeriodSeconds: wholeNumber(1),
} as const;

function probePortMistakes(field: string, probe: ProbeView, ports: readonly ContainerPortView[]): Mistake[] {
  const handler = probe.httpGet ?? probe.tcpSocket ?? probe.grpc;
  if (!handler) return [];
  const given = handler.port;
  const declared = ports.some(({ name, containerPort }) => given === containerPort || given === name);
  if (declared) return [];
  if (ports.length === 0 && typeof given === 'number' && portNumber.test(given)) return [];
  const all = ports.map(({ name, containerPort }) => (name ? `${name} (${containerPort})` : String(containerPort)));
  return [
    {
      field: `${field}.port`,
      given,
      expected: `a port of the container, which has ${listed(all)}`,
      fix: 'add the port to ports, or have the probe ask another',
    },
  ];
}

function probeMistakes(field: string, container: ContainerView): Mistake[] {
  const ports = listOf(container.ports);
  return (['readinessProbe', 'livenessProbe', 'startupProbe'] as const).flatMap((kind) => {
    const probe = container[kind];
    if (!probe) return [];
    const where = `${field}.${kind}`;
    const once = kind === 'readinessProbe' ? [] : unlessRight(`${where}.successThreshold`, probe.successThreshold, ONE);
    return [
      ...probePortMistakes(where, probe, ports),
      ...Object.entries(TIMING).flatMap(([name, shape]) =>
        unlessRight(`${where}.${name}`, probe[name as keyof typeof TIMING], shape),
      ),
      ...once,
    ];
  });
}

const ONE = { expected: '1, as one success is enough to live', test: (value: unknown) => value === 1 };

function mountMistakes(field: string, { volumeMounts }: ContainerView, volumes: readonly string[]): Mistake[] {
  const mounts = listOf(volumeMounts);
  const paths = mounts.flatMap(({ mountPath }) => (mountPath === undefined ? [] : [mountPath]));
  const unknown = mounts.filter(({ name = '' }) => !volumes.includes(name));
  return [
    ...unknown.map(({ name }) => ({
      field,
      given: name,
      expected: `a volume of the pod, which has ${listed(volumes)}`,
      fix: 'add the volume or mount another',
    })),
    ...paths
      .filter((path) => !path.startsWith('/') || path.includes(':'))
      .map((given) => ({ field, given, expected: 'an absolute path without colon', fix: 'change the path' })),
    ...repeated(paths).map((given) => ({
      field,
      given,
      expected: 'a path where nothing else is mounted',
      fix: 'mount one of the volumes somewhere else',
    })),
  ];
}

function imageMistakes(field: string, { image }: ContainerView): Mistake[] {
  if (image !== undefined && imageReference.test(image)) return [];
  return [{ field: `${field}.image`, given: image, expected: imageReference.expected, fix: 'correct the reference' }];
}

function containerMistakes(field: string, container: ContainerView, volumes: readonly string[]): Mistake[] {
  const where = `${field}[${container.name ?? ''}]`;
  return [
    ...nameMistakes(`${where}.name`, container.name),
    ...imageMistakes(where, container),
    ...portMistakes(`${where}.ports`, listOf(container.ports)),
    ...variableMistakes(`${where}.env`, container),
    ...probeMistakes(where, container),
    ...mountMistakes(`${where}.volumeMounts`, container, volumes),
  ];
}

/** Two containers of a pod share its address: only one of them can listen on a port. */
function sharedPortMistakes(field: string, containers: readonly ContainerView[]): Mistake[] {
  const ports = containers.flatMap(({ ports: own }) =>
    listOf(own).map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`),
  );
  return repeated(ports).map((given) => ({
    field: `${field}.containers`,
    given,
    expected: 'a port on which nothing else of the pod listens',
    fix: 'have one of them listen on another port',
  }));
}

/** Volumes that a StatefulSet provides from its claim templates. */
function claimTemplates({ manifest }: FoundPod): string[] {
  const spec = manifest['spec'] as
    { readonly volumeClaimTemplates?: readonly { readonly metadata?: { readonly name?: string } }[] } | undefined;
  return listOf(spec?.volumeClaimTemplates).flatMap(({ metadata }) => metadata?.name ?? []);
}

function podMistakes(found: FoundPod): Mistake[] {
  const { field, pod } = found;
  const [containers, initContainers] = [listOf(pod.containers), listOf(pod.initContainers)];
  const own = listOf(pod.volumes).map(({ name }) => name ?? '');
  const volumes = [...own, ...claimTemplates(found)];
  const names = [...containers, ...initContainers].map(({ name = '' }) => name);
  const grace = pod.terminationGracePeriodSeconds;
  return [
    ...own.flatMap((name) => nameMistakes(`${field}.volumes[${name}].name`, name)),
    ...repeated(volumes).map((given) => ({
      field: `${field}.volumes`,
      given,
      expected: 'a name that no other volume of the pod has',
      fix: 'rename one of them, or mount the same Volume twice',
    })),
    ...repeated(names).map((given) => ({
      field: `${field}.containers`,
      given,
      expected: 'a name that no other container of the pod has',
      fix: 'rename one of them',
    })),
    ...containers.flatMap((container) => containerMistakes(`${field}.containers`, container, volumes)),
    ...initContainers.flatMap((container) => containerMistakes(`${field}.initContainers`, container, volumes)),
    ...sharedPortMistakes(field, containers),
    ...unlessRight(`${field}.terminationGracePeriodSeconds`, grace, wholeNumber(0)),
    ...labelMistakes(`${field}.nodeSelector`, pod.nodeSelector),
  ];
}

/** Mistakes in containers and volumes. */
export function checkContainers(sources: readonly ManifestSource[]): Finding[] {
  return podsIn(sources).flatMap((found) => podMistakes(found).map((mistake) => ({ path: found.path, ...mistake })));
}
