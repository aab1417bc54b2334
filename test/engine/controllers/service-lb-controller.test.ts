import { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';

function cluster(cloudProvider = 'model'): Cluster {
  const controllers = new ControllerSelection(['service-lb-controller']);
  const at = new Cluster({ nodes: 1, kubelets: 'none', controllerManager: { controllers, cloudProvider } });
  at.advance(100);
  return at;
}

function addService(at: Cluster, name: string, spec: object = {}): void {
  const ports = [{ port: 80 }];
  at.resource('Service').create({
    metadata: { name, namespace: 'default' },
    spec: { type: 'LoadBalancer', ports, ...spec },
  });
  at.advance(100);
}

const addressOf = (at: Cluster, name: string): string | undefined =>
  at.get('Service', name).status?.loadBalancer?.ingress?.[0]?.ip;
const events = (at: Cluster): string[] => at.list('Event').map(({ reason, message }) => `${reason}: ${message}`);

describe('ServiceLbController', () => {
  test('Services of type LoadBalancer get addresses, each its own, and a finalizer', () => {
    const at = cluster();
    addService(at, 'a');
    addService(at, 'b');
    expect([addressOf(at, 'a'), addressOf(at, 'b')]).toEqual(['198.18.0.1', '198.18.0.2']);
    expect(at.get('Service', 'a').metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
    expect(events(at).slice(0, 2)).toEqual([
      'EnsuringLoadBalancer: Ensuring load balancer',
      'EnsuredLoadBalancer: Ensured load balancer',
    ]);
  });

  test('one that is deleted goes when its load balancer has, and its address is free again', () => {
    const at = cluster();
    addService(at, 'a');
    at.delete('Service', 'a');
    at.advance(100);
    expect(at.list('Service', { namespace: 'default' }).map(({ metadata }) => metadata.name)).not.toContain('a');
    expect(events(at)).toEqual(expect.arrayContaining(['DeletedLoadBalancer: Deleted load balancer']));
    addService(at, 'b');
    expect(addressOf(at, 'b')).toBe('198.18.0.1');
  });

  test('one that becomes a ClusterIP loses its address', () => {
    const at = cluster();
    addService(at, 'a');
    at.resource('Service').patch('a', 'default', 'merge', { spec: { type: 'ClusterIP' } });
    at.advance(100);
    expect([addressOf(at, 'a'), at.get('Service', 'a').metadata.finalizers]).toEqual([undefined, undefined]);
    expect(events(at)).toContain('Type: LoadBalancer -> ClusterIP');
  });

  test('an address that is asked for is given, unless it is not the cloud’s', () => {
    const at = cluster();
    addService(at, 'a', { loadBalancerIP: '198.18.7.7' });
    addService(at, 'b', { loadBalancerIP: '192.0.2.1' });
    expect([addressOf(at, 'a'), addressOf(at, 'b')]).toEqual(['198.18.7.7', undefined]);
    expect(events(at)).toContain(
      'SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer: 192.0.2.1 is not in 198.18.0.0/16',
    );
  });

  test('without a cloud, and for the classes of others, they stay pending', () => {
    const without = cluster('');
    addService(without, 'a');
    expect(addressOf(without, 'a')).toBeUndefined();
    const at = cluster();
    addService(at, 'a', { loadBalancerClass: 'example.com/lb' });
    expect(addressOf(at, 'a')).toBeUndefined();
  });
});
