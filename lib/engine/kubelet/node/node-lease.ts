/**
 * The lease by which a kubelet shows that it is alive: made or taken up again, then renewed.
 *
 * Writes: Leases.
 * Upstream: staging/src/k8s.io/component-helpers/apimachinery/lease/controller.go
 */
import type { Lease } from '../../apimachinery/api/coordination-v1';
import type { Node } from '../../apimachinery/api/core-v1';
import { isStatusError, StatusError } from '../../apimachinery/status-error';
import { formatMicroTime } from '../../apimachinery/time';
import type { Client } from '../../client/client';
import type { Scheduling, Timer } from '../../clock/clock';
import type { NodeClock } from './node-clock';
import type { NodeHeartbeats } from './node-heartbeats';

export interface NodeLeaseParts {
  readonly nodeName: string;
  readonly client: Client;
  readonly clock: Scheduling;
  /** What time it is on the node. */
  readonly wallClock: NodeClock;
  readonly heartbeats: NodeHeartbeats;
}

const NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;
const FIRST_RETRY_MS = 200;
const MAX_RETRY_MS = 7_000;

export class NodeLease {
  #retry: Timer | undefined;

  constructor(private readonly parts: NodeLeaseParts) {}

  get exists(): boolean {
    return this.#find() !== undefined;
  }

  /** Until it succeeds it is tried after 0.2, 0.4 ... 7 s. */
  begin(): void {
    this.#keep(FIRST_RETRY_MS);
  }

  end(): void {
    this.#retry?.cancel();
    this.parts.heartbeats.leases.end(this.#key);
  }

  get #key(): string {
    return `${NAMESPACE}/${this.parts.nodeName}`;
  }

  #find(): Lease | undefined {
    return this.#leases().find(this.parts.nodeName, NAMESPACE);
  }

  #leases(): ReturnType<typeof leasesOf> {
    return leasesOf(this.parts.client);
  }

  #keep(delayMs: number): void {
    const { clock, wallClock, heartbeats } = this.parts;
    try {
      this.#ensure();
      heartbeats.leases.begin(this.#key, wallClock.skewMs);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const nextMs = Math.min(2 * delayMs, MAX_RETRY_MS);
      this.#retry = clock.schedule(delayMs, () => this.#keep(nextMs));
    }
  }

  #ensure(): void {
    const { client, wallClock, nodeName } = this.parts;
    const renewTime = formatMicroTime(wallClock.now());
    const spec = { holderIdentity: nodeName, leaseDurationSeconds: LEASE_SECONDS, renewTime };
    const existing = this.#find();
    if (existing) {
      this.#leases().update({ ...existing, spec: { ...existing.spec, renewTime } });
      return;
    }
    const uid = client.resource<Node>('nodes').find(nodeName)?.metadata.uid;
    const owners = uid === undefined ? [] : [{ apiVersion: 'v1', kind: 'Node', name: nodeName, uid }];
    try {
      this.#leases().create({ metadata: { name: nodeName, namespace: NAMESPACE, ownerReferences: owners }, spec });
    } catch (error) {
      if (!isStatusError(error, 'AlreadyExists')) throw error;
    }
  }
}

function leasesOf(client: Client) {
  return client.resource<Lease>('leases', 'coordination.k8s.io');
}
