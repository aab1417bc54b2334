import type { Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { Cluster } from '../../../../lib/engine/cluster';
import { ControllerSelection } from '../../../../lib/engine/controllers/controller-selection';
import { explanationText } from '../../../../lib/engine/scheduler/explanation/explanation-text';

/** Three nodes of 8 cpu in three zones; that nobody reports for them does not matter. */
function world(controllers = ['*', '-nodelifecycle', '-podgc']): Cluster {
  const cluster = new Cluster({
    nodes: 3,
    kubelets: 'none',
    controllerManager: { controllers: new ControllerSelection(controllers) },
  });
  cluster.advance(100);
  return cluster;
}

function createPod(cluster: Cluster, name: string, cpu: string, spec: Partial<NonNullable<Pod['spec']>> = {}): void {
  cluster.resource('Pod').create({
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'web:1', resources: { requests: { cpu } } }], ...spec },
  });
  cluster.advance(100);
}

function remedies(cluster: Cluster, name: string): object[] {
  return cluster.explain(name).outlook!.wouldFit.map(({ changes }) => (changes.length === 1 ? changes[0]! : changes));
}

describe('Cluster.explain', () => {
  test('a placed pod keeps what each plugin gave to each node, and who was refused', () => {
    const cluster = world();
    cluster.resource('Node').patch('node-3', '', 'merge', { spec: { unschedulable: true } });
    createPod(cluster, 'big', '6', { nodeName: 'node-1' });
    createPod(cluster, 'web', '1');
    const { nodeName, decisions, outlook } = cluster.explain('web');
    expect(nodeName).toBe('node-2');
    expect(outlook).toBeUndefined();
    expect(decisions).toHaveLength(1);
    const [{ scores, refused }] = decisions as [(typeof decisions)[number]];
    expect(scores.map(({ node }) => node)).toEqual(['node-2', 'node-1']);
    expect(scores[0]!.total).toBe(Object.values(scores[0]!.points).reduce((sum, one) => sum + one, 0));
    expect(scores[0]!.points['NodeResourcesFit']).toBeGreaterThan(scores[1]!.points['NodeResourcesFit']!);
    expect(refused).toEqual([
      { plugin: 'NodeUnschedulable', reasons: ['node(s) were unschedulable'], count: 1, examples: ['node-3'] },
    ]);
  });

  test('each plugin that refuses a node is named, not only the first', () => {
    const cluster = world();
    cluster.resource('Node').patch('node-1', '', 'merge', { spec: { unschedulable: true } });
    createPod(cluster, 'web', '9', { nodeSelector: { disk: 'ssd' } });
    const [node] = cluster.explain('web').outlook!.nodes;
    expect(node!.refusals.map(({ plugin }) => plugin)).toEqual([
      'NodeUnschedulable',
      'NodeAffinity',
      'NodeResourcesFit',
    ]);
  });

  test('a pod that is too large would fit with so much more, or if it asked for so much less; a further node would not help', () => {
    const cluster = world();
    createPod(cluster, 'load', '2', { nodeName: 'node-1' });
    createPod(cluster, 'web', '9500m');
    expect(remedies(cluster, 'web')).toEqual([
      { kind: 'pod-request', resource: 'cpu', less: 1500 },
      { kind: 'node-capacity', node: 'node-2', resource: 'cpu', more: 1500 },
      { kind: 'node-capacity', node: 'node-3', resource: 'cpu', more: 1500 },
      { kind: 'pod-request', resource: 'cpu', less: 3500 },
      { kind: 'node-capacity', node: 'node-1', resource: 'cpu', more: 3500 },
    ]);
  });

  test('where all nodes are full one more of them would do', () => {
    const cluster = world();
    for (const node of ['node-1', 'node-2', 'node-3']) createPod(cluster, `load-on-${node}`, '8', { nodeName: node });
    createPod(cluster, 'web', '4');
    expect(remedies(cluster, 'web')).toContainEqual({ kind: 'new-node', like: 'node-1' });
  });

  test('spread over hosts, only a further node helps', () => {
    const cluster = world();
    const labelSelector = { matchLabels: { app: 'web' } };
    const podAntiAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey: 'kubernetes.io/hostname' }],
    };
    for (const name of ['a', 'b', 'c', 'd']) {
      cluster.resource('Pod').create({
        metadata: { name, namespace: 'default', labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'web:1' }], affinity: { podAntiAffinity } },
      });
      cluster.advance(100);
    }
    expect(remedies(cluster, 'd').map((one) => ('kind' in one ? one.kind : 'several'))).toEqual([
      'new-node',
      'new-node',
      'new-node',
    ]);
  });

  test('taints want tolerations, selectors labels, and both together both', () => {
    const cluster = world();
    for (const name of ['node-1', 'node-2', 'node-3']) {
      const taints = [{ key: 'team', value: 'data', effect: 'NoSchedule' }];
      cluster.resource('Node').patch(name, '', 'merge', { spec: { taints } });
    }
    cluster.advance(100);
    const toleration = { key: 'team', operator: 'Equal', value: 'data', effect: 'NoSchedule' };
    createPod(cluster, 'web', '1');
    expect(remedies(cluster, 'web')).toEqual([{ kind: 'pod-toleration', toleration }]);
    createPod(cluster, 'picky', '1', { nodeSelector: { disk: 'ssd' } });
    expect(remedies(cluster, 'picky')[0]).toEqual([
      { kind: 'pod-toleration', toleration },
      { kind: 'node-label', node: 'node-1', key: 'disk', value: 'ssd' },
    ]);
  });

  test('a missing claim is an obstacle on every node', () => {
    const cluster = world();
    createPod(cluster, 'web', '1', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });
    const { obstacle, nodes } = cluster.explain('web').outlook!;
    expect(obstacle).toMatchObject({
      plugin: 'VolumeRestrictions',
      reasons: ['persistentvolumeclaim "data" not found'],
    });
    expect(nodes).toEqual([]);
  });

  test('no more than the last decisions about a pod are kept', () => {
    const cluster = world();
    createPod(cluster, 'web', '9');
    for (let round = 0; round < 10; round++) {
      cluster.resource('Pod').patch('web', 'default', 'merge', { metadata: { labels: { round: `${round}` } } });
      cluster.advance('30s');
    }
    expect(cluster.explain('web').decisions.length).toBe(5);
  });

  test('an API server alone cannot explain', () => {
    const cluster = world(['-*']);
    expect(() => cluster.explain('web')).toThrow('This cluster has no scheduler');
  });
});

describe('explanationText', () => {
  test('tells of decisions, verdicts and what would help', () => {
    const cluster = world();
    createPod(cluster, 'web', '9500m');
    expect(explanationText(cluster.explain('web'))).toBe(
      [
        'default/web waits for a node (default-scheduler)',
        '2024-01-01T00:00:00Z: 0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod..',
        '  NodeResourcesFit refuses 3 nodes (node-1, node-2, node-3): Insufficient cpu',
        'now: fits none of 3 nodes',
        '  NodeResourcesFit refuses 3 nodes (node-1, node-2, node-3): Insufficient cpu',
        'it would fit with',
        '  a request of 1500m less cpu: on node-1',
        '  1500m more cpu on node-1: on node-1',
        '  1500m more cpu on node-2: on node-2',
        '  1500m more cpu on node-3: on node-3',
      ].join('\n'),
    );
  });

  test('tells of the points of the nodes that were compared', () => {
    const cluster = world();
    createPod(cluster, 'load', '6', { nodeName: 'node-1' });
    createPod(cluster, 'more-load', '4', { nodeName: 'node-2' });
    createPod(cluster, 'web', '1');
    const lines = explanationText(cluster.explain('web')).split('\n');
    expect(lines[0]).toBe('default/web is on node-3 (default-scheduler)');
    expect(lines[1]).toBe('2024-01-01T00:00:00Z: chose node-3');
    expect(lines[2]).toMatch(/^ {2}node-3: \d+ points \(.*NodeResourcesFit \d+, .*\)$/);
  });
});
