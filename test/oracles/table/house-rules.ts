/** Rows 78-92: labels, form, namespaces, RBAC, Ingress, jobs, stateful sets. */
import { type Manifest, type ManifestSet, type Requirement, selects } from '../manifest-set';

const RECOMMENDED = ['name', 'instance', 'version', 'component', 'part-of', 'managed-by'].map(
  (label) => `app.kubernetes.io/${label}`,
);
const OLD_VERSIONS = /^(extensions|apps|batch|policy|autoscaling|networking\.k8s\.io)\/v\d+(alpha|beta)\d+$/;
const named = (manifests: readonly Manifest[]): string[] =>
  manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

/** Keys of one object level in the order they were written. */
function sorted(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(sorted);
  if (typeof value !== 'object' || value === null) return true;
  const keys = Object.keys(value);
  return keys.every((key, i) => i === 0 || (keys[i - 1] as string) <= key) && Object.values(value).every(sorted);
}

const labelling: Requirement[] = [
  {
    row: 78,
    asks: 'the six recommended labels are on every object and pod; instance is the workload’s name',
    check: (set) => [
      ...named(set.manifests.filter(({ metadata }) => RECOMMENDED.some((label) => !metadata.labels?.[label]))),
      ...set.podsWhere((_pod, { podLabels }) => RECOMMENDED.some((label) => !podLabels[label])),
      ...set.podsWhere(
        (_pod, { manifest }) => manifest.metadata.labels?.['app.kubernetes.io/instance'] !== manifest.metadata.name,
      ),
    ],
  },
  {
    row: 79,
    asks: 'an owner label and an e-mail annotation',
    check: (set) =>
      set.podsWhere(
        (_pod, { manifest: { metadata } }) => !metadata.labels?.['owner'] || !metadata.annotations?.['email'],
      ),
  },
];

interface DnsConfig {
  readonly options?: readonly { readonly name: string; readonly value: string }[];
}

const form: Requirement[] = [
  {
    row: 80,
    asks: 'DNS searches with ndots 2',
    check: (set) =>
      set.podsWhere(
        (pod) =>
          !(pod['dnsConfig'] as DnsConfig | undefined)?.options?.some(
            ({ name, value }) => name === 'ndots' && value === '2',
          ),
      ),
  },
  {
    row: 81,
    asks: 'the restart policy is written out',
    check: (set) => set.podsWhere((pod) => !['Always', 'OnFailure', 'Never'].includes(String(pod['restartPolicy']))),
  },
  {
    row: 82,
    asks: 'no deprecated API version',
    check: (set) => named(set.manifests.filter(({ apiVersion }) => OLD_VERSIONS.test(apiVersion))),
  },
  {
    row: 83,
    asks: 'keys are sorted at every level',
    check: (set) => named(set.manifests.filter((manifest) => !sorted(manifest))),
  },
];

interface QuotaSpec {
  readonly hard?: Record<string, string>;
}
const QUOTA = ['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [`requests.${name}`, `limits.${name}`]);
const PSA = 'pod-security.kubernetes.io';

const namespaces: Requirement[] = [
  {
    row: 85,
    asks: 'the namespace has a quota on cpu, memory and ephemeral storage',
    check: (set) =>
      named(
        set.namespaces.filter(
          ({ metadata }) =>
            !set
              .ofKind('ResourceQuota')
              .filter((quota) => quota.metadata.namespace === metadata.name)
              .some((quota) => QUOTA.every((name) => (quota.spec as QuotaSpec).hard?.[name])),
        ),
      ),
  },
  {
    row: 86,
    asks: 'the namespace has a limit range',
    check: (set) =>
      named(
        set.namespaces.filter(
          ({ metadata }) => !set.ofKind('LimitRange').some((range) => range.metadata.namespace === metadata.name),
        ),
      ),
  },
  {
    row: 87,
    asks: 'the namespace enforces Pod Security restricted at v1.28',
    check: (set) =>
      set.namespaces.length === 0
        ? ['no Namespace']
        : named(
            set.namespaces.filter(({ metadata: { labels } }) =>
              ['enforce', 'audit', 'warn'].some(
                (mode) => labels?.[`${PSA}/${mode}`] !== 'restricted' || labels[`${PSA}/${mode}-version`] !== 'v1.28',
              ),
            ),
          ),
  },
  {
    row: 88,
    asks: 'no role is granted',
    check: (set) => named(set.ofKind('Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding')),
  },
];

interface IngressSpec {
  readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
  readonly rules?: readonly {
    readonly host?: string;
    readonly http: { readonly paths: readonly { readonly backend: { readonly service: { readonly name: string } } }[] };
  }[];
}

function wrongIngress(set: ManifestSet, { spec, metadata }: Manifest): boolean {
  const { tls = [], rules = [] } = spec as IngressSpec;
  const covered = tls.flatMap(({ hosts, secretName }) => (secretName ? (hosts ?? []) : []));
  const snippets = Object.keys(metadata.annotations ?? {}).some((key) => key.includes('snippet'));
  const backends = rules.flatMap(({ http }) => http.paths.map(({ backend }) => backend.service.name));
  return (
    snippets ||
    rules.length === 0 ||
    rules.some(({ host }) => !host || !covered.includes(host)) ||
    backends.some((name) => !set.find('Service', name))
  );
}

interface JobSpec {
  readonly ttlSecondsAfterFinished?: number;
  readonly activeDeadlineSeconds?: number;
}
interface CronJobSpec {
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy?: string;
  readonly jobTemplate: { readonly spec: JobSpec };
}

function wrongJob({ spec }: Manifest): boolean {
  const { ttlSecondsAfterFinished, activeDeadlineSeconds } = spec as JobSpec;
  return ttlSecondsAfterFinished === undefined || activeDeadlineSeconds === undefined;
}

function wrongCronJob({ spec }: Manifest): boolean {
  const { startingDeadlineSeconds, concurrencyPolicy, jobTemplate } = spec as CronJobSpec;
  const { ttlSecondsAfterFinished, activeDeadlineSeconds } = jobTemplate.spec;
  const bounded = startingDeadlineSeconds !== undefined && activeDeadlineSeconds !== undefined;
  return (
    !bounded || !['Forbid', 'Replace'].includes(concurrencyPolicy ?? 'Allow') || ttlSecondsAfterFinished !== undefined
  );
}

interface StatefulSpec {
  readonly serviceName?: string;
}
interface HeadlessSpec {
  readonly clusterIP?: string;
  readonly selector?: Record<string, string>;
}

const others: Requirement[] = [
  {
    row: 89,
    asks: 'an Ingress has TLS for its hosts, existing backends and no snippets',
    check: (set) => named(set.ofKind('Ingress').filter((ingress) => wrongIngress(set, ingress))),
  },
  {
    row: 90,
    asks: 'a Job is deleted some time after its end; a CronJob has a deadline, does not overlap and leaves its Jobs to its history',
    check: (set) => [
      ...named(set.ofKind('Job').filter(wrongJob)),
      ...named(set.ofKind('CronJob').filter(wrongCronJob)),
    ],
  },
  {
    row: 91,
    asks: 'a StatefulSet names a headless Service that selects its pods',
    check: (set) =>
      set.workloads
        .filter(({ manifest }) => manifest.kind === 'StatefulSet')
        .filter(({ manifest, podLabels }) => {
          const service = set.find('Service', (manifest.spec as StatefulSpec).serviceName ?? '');
          const { clusterIP, selector = {} } = (service?.spec ?? {}) as HeadlessSpec;
          return clusterIP !== 'None' || !selects(selector, podLabels);
        })
        .map(({ id }) => id),
  },
  {
    row: 92,
    asks: 'no dashboards or other sensitive interfaces',
    check: (set) => set.containersWhere(({ image }) => /dashboard|tiller|weave-scope|kubeflow|portainer/.test(image)),
  },
];

export const houseRules: Requirement[] = [...labelling, ...form, ...namespaces, ...others];
