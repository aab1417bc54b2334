/** A cluster without controllers of its own, in which a test writes Services and EndpointSlices as it needs them. */
import { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';

export interface EndpointFacts {
  readonly address: string;
  readonly node?: string;
  readonly hostname?: string;
  readonly conditions?: object;
  readonly zone?: string;
}

export function networkCluster(): Cluster {
  const cluster = new Cluster({
    kubelets: 'none',
    controllerManager: { controllers: new ControllerSelection(['ttl-controller']) },
  });
  for (const [name, address] of [
    ['node-1', '172.18.0.2'],
    ['node-2', '172.18.0.3'],
  ] as const) {
    const labels = { 'topology.kubernetes.io/zone': name === 'node-1' ? 'zone-a' : 'zone-b' };
    const addresses = [{ type: 'InternalIP', address }];
    cluster.resource('Node').create({ metadata: { name, labels }, status: { addresses } });
  }
  return cluster;
}

/** Answers the Service's address. */
export function addService(
  cluster: Cluster,
  name: string,
  endpoints: readonly EndpointFacts[],
  spec: object = {},
  annotations: Readonly<Record<string, string>> = {},
): string {
  const ports = [{ name: 'http', port: 80, targetPort: 8080 }];
  const metadata = { name, namespace: 'shop', annotations };
  const service = cluster.resource('Service').create({ metadata, spec: { ports, selector: { app: name }, ...spec } });
  cluster.resource('EndpointSlice').create({
    metadata: { name: `${name}-1`, namespace: 'shop', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: endpoints.map(({ address, node, hostname, conditions = { ready: true }, zone }) => ({
      addresses: [address],
      conditions,
      ...(node === undefined ? {} : { nodeName: node }),
      ...(hostname === undefined ? {} : { hostname }),
      ...(zone === undefined ? {} : { hints: { forZones: [{ name: zone }] } }),
    })),
  });
  cluster.advance(100);
  return service.spec?.clusterIP ?? '';
}
