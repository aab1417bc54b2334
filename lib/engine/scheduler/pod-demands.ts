/** What a pod asks of a node, worked out once for all its states. */
import type { Pod, PodSpec } from '../apimachinery/api/core-v1';
import { hostPortsOf, type HostPort } from '../apimachinery/host-ports';
import { comparableRequests, isScalar, podRequests, type Amounts } from '../apimachinery/pod-resources';

export interface PodDemands {
  readonly requests: Amounts;
  /** What it asks anything of: cpu, memory and ephemeral storage first, then by name. */
  readonly wanted: readonly (readonly [resource: string, amount: number])[];
  /** What it counts for where nodes are compared. */
  readonly comparable: Amounts;
  /** The amounts as one text. */
  readonly amounts: string;
  readonly hostPorts: readonly HostPort[];
  /** Names of the claims that its volumes name. */
  readonly claimNames: readonly string[];
}

interface Known {
  readonly spec: PodSpec;
  readonly demands: PodDemands;
}

const PLAIN_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
const NOTHING: readonly string[] = [];

/** By containers, which the states of a pod share: with and without its node, and whatever its status. */
const known = new WeakMap<object, Known>();

/** The same object for all states of a pod whose demands are the same. */
export function demandsOf(pod: Pod): PodDemands {
  const { spec } = pod;
  if (!spec?.containers) return workedOut(pod);
  const found = known.get(spec.containers);
  if (found && sharesDemands(found.spec, spec)) return found.demands;
  const demands = workedOut(pod);
  known.set(spec.containers, { spec, demands });
  return demands;
}

function sharesDemands(a: PodSpec, b: PodSpec): boolean {
  return a.initContainers === b.initContainers && a.overhead === b.overhead && a.volumes === b.volumes;
}

function workedOut(pod: Pod): PodDemands {
  const requests = podRequests(pod);
  const comparable = comparableRequests(pod);
  return {
    requests,
    wanted: inOrder(requests),
    comparable,
    amounts: comparable === requests ? amountsText(requests) : `${amountsText(requests)};${amountsText(comparable)}`,
    hostPorts: hostPortsOf(pod),
    claimNames: claimNamesOf(pod),
  };
}

function amountsText(amounts: Amounts): string {
  let text = '';
  for (const [resource, amount] of amounts) text += `${resource}=${amount},`;
  return text;
}

function inOrder(requests: Amounts): (readonly [string, number])[] {
  const plain: (readonly [string, number])[] = [];
  for (const resource of PLAIN_RESOURCES) {
    const amount = requests.get(resource) ?? 0;
    if (amount > 0) plain.push([resource, amount]);
  }
  if (plain.length === requests.size) return plain;
  const others = [...requests].filter(([resource, amount]) => amount > 0 && isScalar(resource));
  return plain.concat(others.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function claimNamesOf({ spec }: Pod): readonly string[] {
  const names = spec?.volumes?.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  return names && names.length > 0 ? names : NOTHING;
}
