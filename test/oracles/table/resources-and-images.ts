/** Rows 34-47: what containers ask for, and which images they run. */
import { type Container, type ManifestSet, type Requirement } from '../manifest-set';

const SUFFIX: Record<string, number> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** A quantity as a number, NaN where there is none. */
export function amount(quantity: string | number | undefined): number {
  const match = /^(\d+(?:\.\d+)?)(m|k|M|G|Ki|Mi|Gi)?$/.exec(String(quantity));
  return match ? Number(match[1]) * (SUFFIX[match[2] ?? ''] ?? Number.NaN) : Number.NaN;
}

const lacks = (row: number, kind: 'requests' | 'limits', resource: string): Requirement => ({
  row,
  asks: `every container, init containers included, has ${resource} ${kind}`,
  check: (set) => set.containersWhere(({ resources }) => !(amount(resources?.[kind]?.[resource]) > 0)),
});

const differs = (resource: string) => (container: Container) =>
  amount(container.resources?.requests?.[resource]) !== amount(container.resources?.limits?.[resource]);

/** Whether a container of this set may use more than it asks for: development does on purpose (QoS Burstable). */
const burstable = (set: ManifestSet): boolean =>
  set.namespaces.every(({ metadata }) => metadata.labels?.['app.kubernetes.io/environment'] === 'dev');

const equal = (row: number, resource: string): Requirement => ({
  row,
  asks: `requests equal limits for ${resource} (QoS Guaranteed; development is Burstable on purpose)`,
  check: (set) => (burstable(set) ? [] : set.containersWhere(differs(resource))),
});

const resources: Requirement[] = [
  lacks(34, 'requests', 'cpu'),
  lacks(35, 'limits', 'cpu'),
  lacks(36, 'requests', 'memory'),
  lacks(37, 'limits', 'memory'),
  {
    row: 38,
    asks: 'ephemeral-storage is requested and limited',
    check: (set) =>
      set.containersWhere(
        ({ resources: { requests, limits } = {} }) =>
          !(amount(requests?.['ephemeral-storage']) > 0) || !(amount(limits?.['ephemeral-storage']) > 0),
      ),
  },
  equal(39, 'cpu'),
  equal(40, 'memory'),
  {
    row: 41,
    asks: 'ephemeral-storage requests equal limits in every environment',
    check: (set) => set.containersWhere(differs('ephemeral-storage')),
  },
];

interface ImageName {
  readonly registry: string;
  readonly tag?: string;
  readonly digest?: string;
}

function parse(image: string): ImageName {
  const match = /^(?:(.+)\/)?[^/:@]+(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(image);
  if (!match) return { registry: image };
  const [, registry = 'docker.io/library', tag, digest] = match;
  return { registry, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
}

/**
 * Where images may come from: the release's own registry, Docker's library and the collector's for what upstream takes from there,
 * and the registry of the example.
 */
export const REGISTRIES = [
  'us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo',
  'docker.io/library',
  'otel',
  'docker.io/otel',
  'registry.example.com/parcels',
];
const OLD_REGISTRY = /^k8s\.gcr\.io\//;

const images: Requirement[] = [
  {
    row: 42,
    asks: 'an image names a tag that is not latest',
    check: (set) =>
      set.containersWhere(({ image }) => {
        const { tag, digest } = parse(image);
        return tag === 'latest' || (!tag && !digest);
      }),
  },
  {
    row: 43,
    asks: 'an image is pinned by digest',
    check: (set) => set.containersWhere(({ image }) => !parse(image).digest),
  },
  {
    row: 44,
    asks: 'images are always pulled',
    check: (set) => set.containersWhere(({ imagePullPolicy }) => imagePullPolicy !== 'Always'),
  },
  {
    row: 45,
    asks: 'images come from a known registry',
    check: (set) => set.containersWhere(({ image }) => !REGISTRIES.includes(parse(image).registry)),
  },
  {
    row: 46,
    asks: 'nothing comes from k8s.gcr.io',
    check: (set) => set.containersWhere(({ image }) => OLD_REGISTRY.test(image)),
  },
];

export const resourcesAndImages: Requirement[] = [...resources, ...images];
