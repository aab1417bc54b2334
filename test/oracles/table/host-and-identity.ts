/** Rows 20-33: what of the node a pod touches, and as which service account it speaks. */
import { type PodSpec, type Requirement } from '../manifest-set';

const CORE_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const sourcesOf = (pod: PodSpec): string[] =>
  (pod.volumes ?? []).flatMap((volume) => Object.keys(volume).filter((field) => field !== 'name'));
const never = (row: number, asks: string, field: string): Requirement => ({
  row,
  asks,
  check: (set) => set.podsWhere((pod) => pod[field] === true),
});

const host: Requirement[] = [
  never(20, 'no host network', 'hostNetwork'),
  never(21, 'no host process ids', 'hostPID'),
  never(22, 'no host IPC', 'hostIPC'),
  {
    row: 23,
    asks: 'no host port',
    check: (set) => set.containersWhere(({ ports }) => (ports ?? []).some(({ hostPort }) => hostPort)),
  },
  {
    row: 24,
    asks: 'no host path and no subPath into one',
    check: (set) => set.podsWhere((pod) => sourcesOf(pod).includes('hostPath')),
  },
  {
    row: 25,
    asks: 'only the volume types of Pod Security restricted',
    check: (set) => set.podsWhere((pod) => sourcesOf(pod).some((source) => !CORE_VOLUMES.includes(source))),
  },
  {
    row: 26,
    asks: 'no host aliases',
    check: (set) => set.podsWhere((pod) => pod['hostAliases'] !== undefined),
  },
  {
    row: 27,
    asks: 'no Windows host process',
    check: (set) =>
      set.podsWhere((pod) =>
        [pod, ...pod.containers].some(({ securityContext }) => securityContext?.['windowsOptions'] !== undefined),
      ),
  },
  {
    row: 28,
    asks: 'no privileged port inside a container',
    check: (set) => set.containersWhere(({ ports }) => (ports ?? []).some(({ containerPort }) => containerPort < 1024)),
  },
  {
    row: 29,
    asks: 'no SSH port',
    check: (set) => set.containersWhere(({ ports }) => (ports ?? []).some(({ containerPort }) => containerPort === 22)),
  },
];

const identity: Requirement[] = [
  {
    row: 30,
    asks: 'no token is mounted, said by the pod and by its service account',
    check: (set) => [
      ...set.podsWhere((pod) => pod['automountServiceAccountToken'] !== false),
      ...set
        .ofKind('ServiceAccount')
        .filter((account) => account['automountServiceAccountToken'] !== false)
        .map(({ metadata }) => `ServiceAccount/${metadata.name}`),
    ],
  },
  {
    row: 31,
    asks: 'each workload has a service account of its own',
    check: (set) => {
      const names = set.workloads.map(({ pod }) => pod.serviceAccountName);
      return set.podsWhere(
        ({ serviceAccountName: name }, { podLabels }) =>
          !name ||
          name === 'default' ||
          set.workloads.some(
            (other) => other.pod.serviceAccountName === name && other.podLabels['app'] !== podLabels['app'],
          ) ||
          !names.includes(name),
      );
    },
  },
  {
    row: 32,
    asks: 'that service account is in the set',
    check: (set) => set.podsWhere((pod) => !set.find('ServiceAccount', pod.serviceAccountName ?? '')),
  },
  {
    row: 33,
    asks: 'the deprecated field serviceAccount is not used',
    check: (set) => set.podsWhere((pod) => pod['serviceAccount'] !== undefined),
  },
];

export const hostAndIdentity: Requirement[] = [...host, ...identity];
