/**
 * The registries that nodes pull from, as far as a node notices: how long a pull takes, and how it fails.
 *
 * Faults: `fail` takes a registry away from all nodes, or from all images; `slow` makes every pull take longer.
 * Texts: containerd (github.com/containerd/containerd/v2/core/remotes/docker), wrapped as its CRI plugin does.
 */
import { parseImageReference } from '../../apimachinery/image-reference';
import type { ImageBehaviour, ImageBehaviours, ImageCredentials, PullFault } from './image-behaviours';

/** How a pull goes: so long, and then its end. */
export interface PullOutcome {
  readonly durationMs: number;
  /** As the container runtime puts it; undefined where the image is there now. */
  readonly error?: string;
}

const BYTES_PER_MS = 50_000;
/** How long a client waits for a registry that does not answer. */
const TIMEOUT_MS = 30_000;
const UNREACHABLE = '192.0.2.1:443';
const DENIED =
  'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';

export class ImageRegistries {
  readonly #faults = new Map<string, PullFault>();
  #slowness = 1;

  constructor(private readonly images: ImageBehaviours) {}

  /** Every pull from a registry fails so, until it is `restore`d; '*' stands for all registries. */
  fail(host: string, fault: PullFault): void {
    this.#faults.set(host, fault);
  }

  restore(host: string): void {
    this.#faults.delete(host);
  }

  /** Pulls take so many times as long as they would. */
  slow(factor: number): void {
    this.#slowness = factor;
  }

  /**
   * @param image with its tag
   * @param failures how often this node failed to pull it before
   */
  pull(image: string, credentials: readonly ImageCredentials[], failures: number): PullOutcome {
    const behaviour = this.images.of(image) ?? {};
    const fault = this.#faultOf(image, behaviour, credentials, failures);
    if (fault === undefined) return { durationMs: this.#slowness * durationOf(behaviour) };
    const durationMs = fault === 'down' && this.#isOut(image) ? TIMEOUT_MS : 0;
    return { durationMs, error: textOf(fault, image) };
  }

  #isOut(image: string): boolean {
    return this.#outageOf(image) !== undefined;
  }

  #outageOf(image: string): PullFault | undefined {
    return this.#faults.get(hostOf(image)) ?? this.#faults.get('*');
  }

  #faultOf(
    image: string,
    { pullFault, pullFaults = Infinity, credentials, tags }: ImageBehaviour,
    given: readonly ImageCredentials[],
    failures: number,
  ): PullFault | undefined {
    const outage = this.#outageOf(image);
    if (outage) return outage;
    if (credentials) return given.some((one) => isSame(one, credentials)) ? undefined : (pullFault ?? 'denied');
    if (pullFault && failures < pullFaults) return pullFault;
    const { tag = '' } = parseImageReference(image) ?? {};
    return tags === undefined || tag === '' || new RegExp(`^(?:${tags})$`).test(tag) ? undefined : 'missing';
  }
}

function isSame(one: ImageCredentials, other: ImageCredentials): boolean {
  return one.username === other.username && one.password === other.password;
}

function durationOf({ pullSeconds, sizeBytes = 0 }: ImageBehaviour): number {
  return pullSeconds === undefined ? Math.round(sizeBytes / BYTES_PER_MS) : 1000 * pullSeconds;
}

function hostOf(image: string): string {
  return parseImageReference(image)?.repository.split('/')[0] ?? '';
}

/** Errors without a code of their own come without `rpc error: ...` to the kubelet. */
function textOf(fault: PullFault, image: string): string {
  const unresolved = `failed to pull and unpack image "${image}": failed to resolve reference "${image}"`;
  switch (fault) {
    case 'missing':
      return `rpc error: code = NotFound desc = ${unresolved}: ${image}: not found`;
    case 'denied':
      return `${unresolved}: ${DENIED}`;
    case 'down':
      return `${unresolved}: failed to do request: Head "${manifestUrl(image)}": dial tcp ${UNREACHABLE}: i/o timeout`;
    case 'failing':
      return `${unresolved}: unexpected status from HEAD request: 503 Service Unavailable`;
    case 'unavailable':
      return `RegistryUnavailable: ${hostOf(image)} is down for maintenance`;
    case 'unsigned':
      return `SignatureValidationFailed: no valid signature of ${image}`;
  }
}

function manifestUrl(image: string): string {
  const { repository = '', tag = '', digest = '' } = parseImageReference(image) ?? {};
  const [host = '', ...path] = repository.split('/');
  return `https://${host}/v2/${path.join('/')}/manifests/${digest || tag}`;
}
