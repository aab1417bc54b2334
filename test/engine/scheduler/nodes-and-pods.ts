/** Small nodes and pods for tests of the scheduler's parts, and random ones that differ in all that scheduling looks at. */
import type { Affinity, Node, Pod, PodAffinityTerm, Taint } from '../../../lib/engine/apimachinery/api/core-v1';
import type { Random } from '../../../lib/engine/random/random';

const meta = (name: string): Node['metadata'] => ({
  name,
  uid: name,
  resourceVersion: '1',
  creationTimestamp: '2024-01-01T00:00:00Z',
});

export interface NodeTraits {
  readonly labels?: Record<string, string>;
  readonly taints?: Taint[];
  readonly cpu?: string;
  readonly images?: NonNullable<Node['status']>['images'];
}

export function node(name: string, { labels = {}, taints, cpu = '4', images }: NodeTraits = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...meta(name), labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: { taints },
    status: { allocatable: { cpu, memory: '8Gi', pods: '20' }, images },
  };
}

export interface PodTraits {
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly isLeaving?: boolean;
  readonly cpu?: string;
  readonly spec?: Partial<NonNullable<Pod['spec']>>;
  readonly nominatedTo?: string;
}

export function pod(name: string, traits: PodTraits = {}): Pod {
  const { namespace = 'shop', labels, isLeaving = false, cpu = '100m', spec, nominatedTo } = traits;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...meta(name),
      namespace,
      labels,
      deletionTimestamp: isLeaving ? '2024-01-01T00:01:00Z' : undefined,
    },
    spec: { containers: [{ name: 'main', image: 'web:1', resources: { requests: { cpu } } }], ...spec },
    status: nominatedTo === undefined ? {} : { nominatedNodeName: nominatedTo },
  };
}

/** The pod where it was bound. */
export function on(nodeName: string, waiting: Pod): Pod {
  return { ...waiting, spec: { ...waiting.spec!, nodeName } };
}

const APPS = ['cart', 'web', 'shop'];
const NAMESPACES = ['shop', 'bank'];
const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';

export function randomNode(random: Random, name: string): Node {
  const labels: Record<string, string> = {};
  if (random.chance(0.8)) labels[ZONE] = random.pick(['a', 'b', 'c']);
  if (random.chance(0.5)) labels['disk'] = random.pick(['ssd', 'hdd']);
  const effect = random.pick(['NoSchedule', 'PreferNoSchedule']);
  const taints = random.chance(0.3) ? [{ key: 'dedicated', value: random.pick(['x', 'y']), effect }] : undefined;
  const images = random.chance(0.5) ? [{ names: ['web:1'], sizeBytes: random.integer(900) * 1024 * 1024 }] : undefined;
  return node(name, { labels, taints, images, cpu: random.pick(['1', '2', '4']) });
}

export function randomPod(random: Random, name: string): Pod {
  const app = random.pick(APPS);
  const spec: PodTraits['spec'] = {
    affinity: random.chance(0.5) ? randomAffinity(random) : undefined,
    topologySpreadConstraints: random.chance(0.4) ? randomSpread(random) : undefined,
    nodeSelector: random.chance(0.2) ? { disk: 'ssd' } : undefined,
    tolerations: random.chance(0.3) ? [{ key: 'dedicated', operator: 'Exists' }] : undefined,
  };
  const image = random.pick(['web:1', 'other:1']);
  const ports = random.chance(0.2) ? [{ containerPort: 80, hostPort: 8080 }] : undefined;
  const requests = { cpu: random.pick(['50m', '300m']) };
  return pod(name, {
    namespace: random.pick(NAMESPACES),
    labels: random.chance(0.9) ? { app, track: random.pick(['stable', 'canary']) } : undefined,
    isLeaving: random.chance(0.1),
    spec: { ...spec, containers: [{ name: 'main', image, ports, resources: { requests } }] },
  });
}

function randomTerm(random: Random): PodAffinityTerm {
  const app = random.pick(APPS);
  return {
    topologyKey: random.pick([ZONE, HOSTNAME, 'disk']),
    labelSelector: random.pick([
      { matchLabels: { app } },
      { matchExpressions: [{ key: 'app', operator: 'In', values: [app, 'web'] }] },
      { matchExpressions: [{ key: 'track', operator: 'DoesNotExist' }] },
    ]),
    namespaces: random.chance(0.2) ? ['bank'] : undefined,
    namespaceSelector: random.chance(0.2) ? { matchLabels: { team: 'money' } } : undefined,
  };
}

function randomAffinity(random: Random): Affinity {
  const terms = (): PodAffinityTerm[] => Array.from({ length: random.integer(3) }, () => randomTerm(random));
  const side = (): Affinity['podAffinity'] => ({
    requiredDuringSchedulingIgnoredDuringExecution: random.chance(0.4) ? terms() : [],
    preferredDuringSchedulingIgnoredDuringExecution: terms().map((podAffinityTerm) => ({
      weight: 1 + random.integer(100),
      podAffinityTerm,
    })),
  });
  return { podAffinity: random.chance(0.5) ? side() : undefined, podAntiAffinity: random.chance(0.5) ? side() : {} };
}

function randomSpread(random: Random): NonNullable<Pod['spec']>['topologySpreadConstraints'] {
  const keys = random.pick([[ZONE], [HOSTNAME], [ZONE, 'disk']]);
  return keys.map((topologyKey) => ({
    topologyKey,
    maxSkew: 1 + random.integer(2),
    minDomains: random.chance(0.2) ? 3 : undefined,
    whenUnsatisfiable: random.pick(['DoNotSchedule', 'ScheduleAnyway']),
    nodeTaintsPolicy: random.chance(0.3) ? 'Honor' : undefined,
    nodeAffinityPolicy: random.chance(0.3) ? 'Ignore' : undefined,
    labelSelector: { matchLabels: { app: random.pick(APPS) } },
  }));
}
