/** Rows 1-19: who a container runs as and what it may do. */
import { type Container, type PodSpec, type Requirement, type SecurityContext } from '../manifest-set';

type Field = keyof SecurityContext & string;

/** The value that counts for a container: its own, else the pod's. */
function effective(container: Container, pod: PodSpec, field: Field): unknown {
  return container.securityContext?.[field] ?? pod.securityContext?.[field];
}

const LOWEST_OWN_ID = 10_001;
const SELINUX_TYPES = ['container_t', 'container_init_t', 'container_kvm_t'];
const own = (container: Container): SecurityContext => container.securityContext ?? {};
const contexts = (pod: PodSpec): SecurityContext[] =>
  [pod, ...pod.containers, ...(pod.initContainers ?? [])].map(({ securityContext }) => securityContext ?? {});
const isRootGroup = (id: unknown): boolean => id === 0;

const identity: Requirement[] = [
  {
    row: 1,
    asks: 'every container says runAsNonRoot: true itself',
    check: (set) => set.containersWhere((container) => own(container).runAsNonRoot !== true),
  },
  {
    row: 2,
    asks: 'nobody runs as user 0',
    check: (set) => set.containersWhere((container, { pod }) => !effective(container, pod, 'runAsUser')),
  },
  {
    row: 3,
    asks: 'user ids are above 10000',
    check: (set) =>
      set.containersWhere((container, { pod }) => Number(effective(container, pod, 'runAsUser') ?? 0) < LOWEST_OWN_ID),
  },
  {
    row: 4,
    asks: 'group ids are above 10000',
    check: (set) =>
      set.containersWhere((container, { pod }) => Number(effective(container, pod, 'runAsGroup') ?? 0) < LOWEST_OWN_ID),
  },
  {
    row: 5,
    asks: 'no root group, primary or supplementary',
    check: (set) =>
      set.podsWhere((pod) =>
        contexts(pod).some(({ runAsGroup, supplementalGroups, fsGroup }) =>
          [runAsGroup, fsGroup, ...(supplementalGroups ?? [])].some(isRootGroup),
        ),
      ),
  },
];

const privileges: Requirement[] = [
  {
    row: 6,
    asks: 'allowPrivilegeEscalation is false, written out',
    check: (set) => set.containersWhere((container) => own(container)['allowPrivilegeEscalation'] !== false),
  },
  {
    row: 7,
    asks: 'privileged is false, written out',
    check: (set) => set.containersWhere((container) => own(container)['privileged'] !== false),
  },
  {
    row: 8,
    asks: 'the root file system is read-only',
    check: (set) => set.containersWhere((container) => own(container)['readOnlyRootFilesystem'] !== true),
  },
  {
    row: 9,
    asks: 'all capabilities are dropped',
    check: (set) => set.containersWhere((container) => !own(container).capabilities?.drop?.includes('ALL')),
  },
  {
    row: 10,
    asks: 'no capability is added',
    check: (set) => set.containersWhere((container) => (own(container).capabilities?.add ?? []).length > 0),
  },
];

const confinement: Requirement[] = [
  {
    row: 11,
    asks: 'seccomp RuntimeDefault on the pod and on each container',
    check: (set) => [
      ...set.podsWhere((pod) => pod.securityContext?.seccompProfile?.type !== 'RuntimeDefault'),
      ...set.containersWhere((container) => own(container).seccompProfile?.type !== 'RuntimeDefault'),
    ],
  },
  {
    row: 12,
    asks: 'seccomp is not Unconfined',
    check: (set) => set.podsWhere((pod) => contexts(pod).some((c) => c.seccompProfile?.type === 'Unconfined')),
  },
  {
    row: 13,
    asks: 'AppArmor is unset or runtime/default, by the annotation that v1.28 reads',
    check: (set) =>
      set.podsWhere(
        (pod, { podAnnotations }) =>
          contexts(pod).some((context) => context['appArmorProfile'] !== undefined) ||
          Object.entries(podAnnotations).some(
            ([key, value]) =>
              key.startsWith('container.apparmor.security.beta.kubernetes.io/') && value !== 'runtime/default',
          ),
      ),
  },
  {
    row: 14,
    asks: 'SELinux options are present, of an allowed type, without user or role',
    check: (set) =>
      set.podsWhere((pod) => {
        const options = contexts(pod).flatMap(({ seLinuxOptions }) => (seLinuxOptions ? [seLinuxOptions] : []));
        return (
          options.length === 0 ||
          options.some(({ type, user, role }) => user || role || !SELINUX_TYPES.includes(type ?? ''))
        );
      }),
  },
  {
    row: 15,
    asks: 'fsGroup is set and not root',
    check: (set) => set.podsWhere((pod) => !pod.securityContext?.['fsGroup']),
  },
  {
    row: 16,
    asks: 'fsGroupChangePolicy is set',
    check: (set) => set.podsWhere((pod) => !pod.securityContext?.['fsGroupChangePolicy']),
  },
  {
    row: 17,
    asks: 'procMount is the default',
    check: (set) =>
      set.containersWhere((container) => !['Default', undefined].includes(own(container)['procMount'] as string)),
  },
  {
    row: 18,
    asks: 'no sysctls',
    check: (set) => set.podsWhere((pod) => (pod.securityContext?.sysctls ?? []).length > 0),
  },
  {
    row: 19,
    asks: 'pod and containers have a security context',
    check: (set) => [
      ...set.podsWhere((pod) => Object.keys(pod.securityContext ?? {}).length === 0),
      ...set.containersWhere((container) => Object.keys(own(container)).length === 0),
    ],
  },
];

export const securityContext: Requirement[] = [...identity, ...privileges, ...confinement];
