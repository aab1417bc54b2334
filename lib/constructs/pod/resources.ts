/** What a container asks for and may use at most: always both, for cpu, memory and local disk. */
import { k8s } from '../cdk8s-plus';

/** Request and limit of one resource. */
export interface ResourceBounds {
  /** What the scheduler sets aside: `100m`, `64Mi`. */
  readonly request: string;
  /**
   * What the container may use at most.
   * @default - the request
   */
  readonly limit?: string;
  /**
   * Leaves the limit out, so that the container may take what the node has.
   * @default false
   */
  readonly unsafeNoLimit?: boolean;
}

/** Resources of a container. A text stands for request and limit alike; all three so, as by default: the pod's QoS class is Guaranteed. */
export interface ResourcesProps {
  /**
   * CPU: `100m` is a tenth of a core.
   * @default - 250m
   */
  readonly cpu?: string | ResourceBounds;
  /**
   * Memory.
   * @default - 128Mi
   */
  readonly memory?: string | ResourceBounds;
  /**
   * Local disk: logs, emptyDir volumes, writes to the container's layer.
   * @default - 256Mi
   */
  readonly ephemeralStorage?: string | ResourceBounds;
  /**
   * Further resources by name, request and limit alike: `{ 'nvidia.com/gpu': '1' }`.
   * @default - none
   */
  readonly extended?: Readonly<Record<string, string>>;
}

const DEFAULTS = { cpu: '250m', memory: '128Mi', ephemeralStorage: '256Mi' } as const;

function bounds(given: string | ResourceBounds): { request: string; limit?: string } {
  if (typeof given === 'string') return { request: given, limit: given };
  return { request: given.request, limit: given.unsafeNoLimit ? undefined : (given.limit ?? given.request) };
}

/** Requests and limits as the API has them. */
export function resourceRequirements(props: ResourcesProps = {}): k8s.ResourceRequirements {
  const all: Record<string, { request: string; limit?: string }> = {
    cpu: bounds(props.cpu ?? DEFAULTS.cpu),
    memory: bounds(props.memory ?? DEFAULTS.memory),
    'ephemeral-storage': bounds(props.ephemeralStorage ?? DEFAULTS.ephemeralStorage),
  };
  for (const [name, amount] of Object.entries(props.extended ?? {})) all[name] = bounds(amount);
  const requests: Record<string, k8s.Quantity> = {};
  const limits: Record<string, k8s.Quantity> = {};
  for (const [name, { request, limit }] of Object.entries(all)) {
    requests[name] = k8s.Quantity.fromString(request);
    if (limit !== undefined) limits[name] = k8s.Quantity.fromString(limit);
  }
  return { requests, limits };
}
