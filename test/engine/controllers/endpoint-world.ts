/** A World whose pods run on a node in a zone and have addresses: what the controllers of endpoints look at. */
import type { Endpoints, Pod, Service } from '../../../lib/engine/apimachinery/api/core-v1';
import type { EndpointSlice } from '../../../lib/engine/apimachinery/api/discovery-v1';
import { formatTime } from '../../../lib/engine/apimachinery/time';
import { World } from './world';

export class EndpointWorld extends World {
  addNode(name: string, zone: string): void {
    const allocatable = { cpu: '4', memory: '8Gi', pods: '110' };
    this.client.resource('nodes').create({
      metadata: { name, labels: { 'topology.kubernetes.io/zone': zone } },
      status: { allocatable, capacity: allocatable, conditions: [{ type: 'Ready', status: 'True' }] },
    } as never);
  }

  addService(spec: object, metadata: object = {}): Service {
    const body = { metadata: { name: 'web', namespace: 'default', ...metadata }, spec };
    return this.client.resource<Service>('services').create(body as never);
  }

  /** A pod that runs on the node since now, with an address. */
  addPod(name: string, node: string, { ready = true, labels = { app: 'web' } } = {}): void {
    const pod = this.client.resource<Pod>('pods').create({
      metadata: { name, namespace: 'default', labels },
      spec: { nodeName: node, containers: [{ name: 'main', image: 'shop/web:1' }] },
    });
    this.setStatus(pod, ready);
  }

  setReady(name: string, ready: boolean): void {
    this.setStatus(this.get<Pod>('pods', '', name), ready);
  }

  slices(): readonly EndpointSlice[] {
    return this.list<EndpointSlice>('endpointslices', 'discovery.k8s.io');
  }

  endpoints(name = 'web'): Endpoints | undefined {
    return this.client.resource<Endpoints>('endpoints').find(name, 'default');
  }

  #lastAddress = 1;

  private setStatus(pod: Pod, ready: boolean): void {
    const ip = pod.status?.podIP ?? `10.244.${this.#lastAddress >> 8}.${this.#lastAddress++ & 255}`;
    const now = formatTime(this.cluster.clock.now());
    const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: now }];
    const status = { ...pod.status, phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions };
    this.client.resource<Pod>('pods').updateStatus({ ...pod, status });
  }
}
