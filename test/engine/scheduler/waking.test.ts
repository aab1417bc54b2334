import type { Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';
import { NodeInfo } from '../../../lib/engine/scheduler/node-info';
import { wokenByNode, wokenByPod } from '../../../lib/engine/scheduler/waking';
import { node, on, pod } from './nodes-and-pods';

describe('wokenByNode', () => {
  const taints = [{ key: 'dedicated', effect: 'NoSchedule' }];
  test.each<[string, NodeInfo, Pod, boolean]>([
    ['room for it', new NodeInfo(node('a'), 0), pod('p'), true],
    ['too small', new NodeInfo(node('a', { cpu: '50m' }), 0), pod('p'), false],
    ['another label', new NodeInfo(node('a'), 0), pod('p', { spec: { nodeSelector: { disk: 'ssd' } } }), false],
    ['a taint', new NodeInfo(node('a', { taints }), 0), pod('p'), false],
    [
      'a taint that it tolerates',
      new NodeInfo(node('a', { taints }), 0),
      pod('p', { spec: { tolerations: [{ operator: 'Exists' }] } }),
      true,
    ],
  ])('a pod is tried again for a node with %s: as it is', (_what, info, waiting, isWoken) => {
    expect(wokenByNode(info)(waiting)).toBe(isWoken);
  });

  test('a port that is taken there is no reason', () => {
    const using = pod('p', { spec: { containers: [{ name: 'main', ports: [{ containerPort: 80, hostPort: 80 }] }] } });
    const info = new NodeInfo(node('a'), 0);
    expect(wokenByNode(info)(using)).toBe(true);
    info.addPod(on('a', { ...using, metadata: { ...using.metadata, uid: 'other' } }));
    expect(wokenByNode(info)(using)).toBe(false);
  });
});

describe('wokenByPod', () => {
  test('who must be near such a pod is tried again, who must be away from it or would only like to be near is not', () => {
    const term = { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'web' } } };
    const required = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
    const preferred = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }] };
    const waking = wokenByPod(on('a', pod('web', { labels: { app: 'web' } })), () => undefined);
    const waits = (affinity: NonNullable<Pod['spec']>['affinity']): boolean => waking(pod('p', { spec: { affinity } }));
    expect(waits({ podAffinity: required })).toBe(true);
    expect(waits({ podAntiAffinity: required })).toBe(false);
    expect(waits({ podAffinity: preferred })).toBe(false);
  });
});

describe('Scheduler', () => {
  test('a node that comes and is too small for a waiting pod does not let it be tried again; one that is large enough does', () => {
    const cluster = new Cluster({
      nodes: 1,
      kubelets: 'none',
      controllerManager: { controllers: new ControllerSelection(['serviceaccount-controller']) },
    });
    cluster.advance('1s');
    const containers = [{ name: 'main', image: 'web:1', resources: { requests: { cpu: '20' } } }];
    cluster.resource('Pod').create({ metadata: { name: 'large', namespace: 'default' }, spec: { containers } });
    const add = (name: string, cpu: string): void => {
      const { status } = cluster.get('Node', 'node-1');
      const allocatable = { ...status?.allocatable, cpu };
      cluster
        .resource('Node')
        .create({ metadata: { name }, status: { ...status, allocatable, capacity: allocatable } });
      // The API server gives every new node a taint, which a controller takes away.
      cluster.resource('Node').patch(name, '', 'merge', { spec: { taints: null } });
      cluster.advance('20s');
    };
    const message = (): string | undefined =>
      cluster.get('Pod', 'large').status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message;
    cluster.advance('20s');
    expect(message()).toMatch(/^0\/1 nodes/);
    add('small', '4');
    expect(message()).toMatch(/^0\/1 nodes/);
    add('roomy', '32');
    expect(cluster.get('Pod', 'large').spec?.nodeName).toBe('roomy');
  });
});
