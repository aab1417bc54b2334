import { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';

const ANNOTATION = 'node.alpha.kubernetes.io/ttl';

describe('TtlController', () => {
  test('the time grows with the cluster; a node learns of it when it changes', () => {
    const controllers = new ControllerSelection(['ttl-controller']);
    const at = new Cluster({ kubelets: 'none', controllerManager: { controllers } });
    const nodes = at.resource('Node');
    for (let number = 0; number < 100; number++) nodes.create({ metadata: { name: `node-${number}` } });
    at.advance(100);
    expect(nodes.get('node-0').metadata.annotations?.[ANNOTATION]).toBe('0');
    nodes.create({ metadata: { name: 'one-more' } });
    at.advance(100);
    expect(nodes.get('one-more').metadata.annotations?.[ANNOTATION]).toBe('15');
    expect(nodes.get('node-0').metadata.annotations?.[ANNOTATION]).toBe('0');
    nodes.patch('node-0', '', 'merge', { metadata: { labels: { touched: 'yes' } } });
    at.advance(100);
    expect(nodes.get('node-0').metadata.annotations?.[ANNOTATION]).toBe('15');
  });
});
