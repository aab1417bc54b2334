import type { Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';
import { NodeWorld } from './node-world';

const CONTROLLER = 'pod-garbage-collector-controller';

describe('PodGarbageCollectorController', () => {
  test('a pod whose node is gone goes after the node has had 40 s to show up', () => {
    const at = new NodeWorld(CONTROLLER);
    at.addNode('a');
    at.addPod('web', 'a');
    at.pass(5_000);
    at.client.resource('nodes').delete('a');
    at.pass(40_000);
    expect(at.pods()).toHaveLength(1);
    at.pass(30_000);
    expect(at.pods()).toEqual([]);
  });

  test('a node that shows up in time keeps its pods', () => {
    const at = new NodeWorld(CONTROLLER);
    at.addPod('web', 'a');
    at.pass(30_000);
    at.addNode('a');
    at.pass(120_000);
    expect(at.pods()).toHaveLength(1);
  });

  test('of ended pods the oldest go when there are more than the threshold', () => {
    const controllers = new ControllerSelection([CONTROLLER]);
    const at = new Cluster({ kubelets: 'none', controllerManager: { controllers, terminatedPodGcThreshold: 2 } });
    const pods = at.resource('Pod');
    at.resource('ServiceAccount').create({ metadata: { name: 'default', namespace: 'default' } });
    for (const name of ['d', 'c', 'b', 'a']) {
      const containers = [{ name: 'main', image: 'shop/web:1' }];
      const pod = pods.create({ metadata: { name, namespace: 'default' }, spec: { containers } });
      pods.updateStatus({ ...pod, status: { ...pod.status, phase: name === 'a' ? 'Succeeded' : 'Failed' } });
      at.advance(1_000);
    }
    at.advance(60_000);
    expect(pods.list().map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });

  test('pods that terminate on a node out of service go', () => {
    const at = new NodeWorld(CONTROLLER);
    at.addNode('a');
    at.addPod('web', 'a', { terminationGracePeriodSeconds: 600 });
    at.client.resource<Pod>('pods').patch('web', 'default', 'merge', { metadata: { finalizers: ['test/hold'] } });
    at.pass(1_000);
    at.client.resource('pods').delete('web', 'default');
    const spec = { taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] };
    at.client.resource('nodes').patch('a', '', 'merge', { spec });
    const conditions = [{ type: 'Ready', status: 'False' }];
    at.client.resource('nodes').patch('a', '', 'strategic', { status: { conditions } }, { subresource: 'status' });
    at.pass(30_000);
    expect(at.get<Pod>('pods', '', 'web').status?.phase).toBe('Failed');
  });
});
