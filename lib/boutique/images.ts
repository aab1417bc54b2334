/** Which image each workload runs: registry, tag, suffix and digest, in one place for the whole shop. */
import { type OwnServiceName, RELEASE, type ServiceName } from './service-names';

/** Images that are not the shop's own programs. */
export type ForeignImageName = 'redis-cart' | 'opentelemetrycollector' | 'busybox';

/** Anything that has an image. */
export type ImageName = ServiceName | ForeignImageName;

/** Where images come from. */
export interface ImageProps {
  /**
   * Registry and path in front of the name of each of the shop's own images. The images that come from elsewhere (redis, busybox, the
   * collector) follow only where `mirror` says so.
   * @default 'us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo'
   */
  readonly registry?: string;
  /**
   * Registry and path for the images that are not the shop's own: a mirror or proxy cache of Docker Hub.
   * @default - Docker Hub
   */
  readonly mirror?: string;
  /**
   * Tag of the shop's own images.
   * @default 'v0.10.6'
   */
  readonly tag?: string;
  /**
   * Appended to that tag, e.g. `-native-grpc-probes`.
   * @default - nothing
   */
  readonly tagSuffix?: string;
  /**
   * Digests by image, `sha256:` and 64 hex digits; the tag stays for the reader, the digest decides.
   * @default - the known ones of redis, busybox and the collector; none for the shop's own images, whose registry publishes them
   */
  readonly digests?: Partial<Readonly<Record<ImageName, string>>>;
  /**
   * Whole image references, instead of all of the above.
   * @default - none
   */
  readonly override?: Partial<Readonly<Record<ImageName, string>>>;
}

const REGISTRY = 'us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo';

interface ForeignImage {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** What upstream v0.10.6 pins (its Helm chart and its components). */
const FOREIGN: Readonly<Record<ForeignImageName, ForeignImage>> = {
  'redis-cart': {
    repository: 'redis',
    tag: 'alpine',
    digest: 'sha256:8096655e437712b07503796fb64d81359256cfcff0ab29d95a7da72863786efb',
  },
  busybox: {
    repository: 'busybox',
    tag: '1.38.0',
    digest: 'sha256:fd8d9aa63ba2f0982b5304e1ee8d3b90a210bc1ffb5314d980eb6962f1a9715d',
  },
  opentelemetrycollector: {
    repository: 'otel/opentelemetry-collector-contrib',
    tag: '0.157.0',
    digest: 'sha256:f2f01157055a9b2aab9df7118e1f1c9abf345e99b23bc7a2bc791db374a7d0f6',
  },
};

/** The images of a shop. */
export class Images {
  constructor(private readonly props: ImageProps = {}) {}

  /** The tag of the shop's own images. */
  get tag(): string {
    return `${this.props.tag ?? RELEASE}${this.props.tagSuffix ?? ''}`;
  }

  /** The reference of one of the shop's own images, at another tag where one is given (a release candidate). */
  own(name: OwnServiceName, tag?: string): string {
    const { override, registry = REGISTRY, digests } = this.props;
    if (override?.[name] && tag === undefined) return override[name];
    const digest = tag === undefined ? digests?.[name] : undefined;
    return `${registry}/${name}:${tag ?? this.tag}${digest ? `@${digest}` : ''}`;
  }

  /** The reference of an image that is not the shop's own. */
  foreign(name: ForeignImageName): string {
    const { override, mirror, digests } = this.props;
    const { repository, tag, digest } = FOREIGN[name];
    if (override?.[name]) return override[name];
    return `${mirror ? `${mirror}/` : ''}${repository}:${tag}@${digests?.[name] ?? digest}`;
  }
}
