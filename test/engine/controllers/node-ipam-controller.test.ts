import { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';

function cluster(clusterCidr: string): Cluster {
  const controllers = new ControllerSelection(['node-ipam-controller']);
  return new Cluster({ kubelets: 'none', controllerManager: { controllers, clusterCidr } });
}

const rangeOf = (at: Cluster, name: string): string | undefined => at.get('Node', name).spec?.podCIDR;

describe('NodeIpamController', () => {
  test('each node gets a range; that of a node which is gone is used again', () => {
    const at = cluster('10.244.0.0/23');
    for (const name of ['a', 'b']) at.resource('Node').create({ metadata: { name } });
    at.advance(100);
    expect([rangeOf(at, 'a'), rangeOf(at, 'b')]).toEqual(['10.244.0.0/24', '10.244.1.0/24']);
    at.resource('Node').delete('a');
    at.advance(100);
    at.resource('Node').create({ metadata: { name: 'c' } });
    at.advance(100);
    expect(rangeOf(at, 'c')).toBe('10.244.0.0/24');
  });

  test('when all are given out an event says so', () => {
    const at = cluster('10.244.0.0/24');
    for (const name of ['a', 'b']) at.resource('Node').create({ metadata: { name } });
    at.advance(100);
    expect(rangeOf(at, 'b')).toBeUndefined();
    expect(at.list('Event').map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
      'CIDRNotAvailable: Node b status is now: CIDRNotAvailable',
    ]);
  });
});
