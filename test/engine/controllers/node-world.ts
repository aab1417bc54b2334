/** A World with nodes that report by their Lease every ten seconds until they fall silent. */
import type { Lease } from '../../../lib/engine/apimachinery/api/coordination-v1';
import type { Node, Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import type { Draft } from '../../../lib/engine/client/client';
import { formatMicroTime, formatTime } from '../../../lib/engine/apimachinery/time';
import { World } from './world';

const RENEW_MS = 10_000;
const LEASES = 'kube-node-lease';
const RESOURCES = { cpu: '4', memory: '8Gi', pods: '110' };

export class NodeWorld extends World {
  readonly #silent = new Set<string>();

  constructor(...controllers: readonly string[]) {
    super(...controllers);
    this.#renew();
  }

  addNode(name: string, zone?: string): void {
    const now = formatTime(this.cluster.clock.now());
    const ready = { type: 'Ready', status: 'True', lastHeartbeatTime: now, lastTransitionTime: now };
    const labels: Record<string, string> = zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone };
    this.client.resource<Node>('nodes').create({
      metadata: { name, labels },
      status: { capacity: RESOURCES, allocatable: RESOURCES, conditions: [ready] },
    });
    const lease: Draft<Lease> = {
      metadata: { name, namespace: LEASES },
      spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: formatMicroTime(this.cluster.clock.now()) },
    };
    this.client.resource<Lease>('leases', 'coordination.k8s.io').create(lease);
  }

  /** The nodes are not heard of any more. */
  silence(...names: readonly string[]): void {
    for (const name of names) this.#silent.add(name);
  }

  /** They are again. */
  wake(...names: readonly string[]): void {
    for (const name of names) {
      this.#silent.delete(name);
      const lastHeartbeatTime = formatTime(this.cluster.clock.now());
      const condition = { type: 'Ready', status: 'True', lastHeartbeatTime, lastTransitionTime: lastHeartbeatTime };
      const body = { status: { conditions: [condition] } };
      this.client.resource('nodes').patch(name, '', 'strategic', body, { subresource: 'status' });
    }
  }

  addPod(name: string, node: string, spec: object = {}): void {
    const containers = [{ name: 'main', image: 'shop/web:1' }];
    const draft = { metadata: { name, namespace: 'default' }, spec: { nodeName: node, containers, ...spec } };
    this.client.resource<Pod>('pods').create(draft);
  }

  node(name: string): Node {
    return this.client.resource<Node>('nodes').get(name);
  }

  /** `key:effect` of each taint. */
  taints(name: string): readonly string[] {
    return (this.node(name).spec?.taints ?? []).map(({ key, effect }) => `${key.split('/')[1]}:${effect}`);
  }

  /** How many of the nodes are being emptied. */
  givenUp(): number {
    const nodes = this.client.resource<Node>('nodes').list();
    return nodes.filter(({ metadata }) => this.taints(metadata.name).includes('unreachable:NoExecute')).length;
  }

  #renew(): void {
    this.cluster.clock.schedule(RENEW_MS, () => {
      const leases = this.client.resource<Lease>('leases', 'coordination.k8s.io');
      const renewTime = formatMicroTime(this.cluster.clock.now());
      for (const lease of leases.list({ namespace: LEASES })) {
        if (!this.#silent.has(lease.metadata.name)) leases.update({ ...lease, spec: { ...lease.spec, renewTime } });
      }
      this.#renew();
    });
  }
}
