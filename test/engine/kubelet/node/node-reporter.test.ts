import { Cluster } from '../../../../lib/engine/cluster';
import { ControllerSelection } from '../../../../lib/engine/controllers/controller-selection';

const MONTH = '720h';

function leaseOf(cluster: Cluster, name: string): string | undefined {
  return cluster.get('Lease', name, 'kube-node-lease').spec?.renewTime;
}

describe('NodeReporter', () => {
  test('a Node that somebody else made becomes ready, with labels, machine and lease', () => {
    const cluster = new Cluster();
    cluster.resource('Node').create({
      metadata: { name: 'mine' },
      status: { capacity: { cpu: '4', memory: '8Gi', pods: '20' } },
    });
    cluster.advance('1s');
    const { metadata, status } = cluster.get('Node', 'mine', '');
    expect(metadata.labels).toMatchObject({ 'kubernetes.io/hostname': 'mine', 'kubernetes.io/os': 'linux' });
    expect(status?.allocatable).toEqual({ cpu: '4', memory: '8Gi', pods: '20' });
    expect(status?.addresses?.map(({ type }) => type)).toEqual(['InternalIP', 'Hostname']);
    expect(status?.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual([
      'MemoryPressure=False',
      'DiskPressure=False',
      'PIDPressure=False',
      'Ready=True',
    ]);
    expect(cluster.get('Lease', 'mine', 'kube-node-lease')).toMatchObject({
      metadata: { ownerReferences: [{ kind: 'Node', name: 'mine', uid: metadata.uid }] },
      spec: { holderIdentity: 'mine', leaseDurationSeconds: 40 },
    });
    const told = cluster.list('Event').filter(({ involvedObject }) => involvedObject.kind === 'Node');
    expect(told.map(({ reason }) => reason).sort()).toEqual([
      'NodeAllocatableEnforced',
      'NodeHasNoDiskPressure',
      'NodeHasSufficientMemory',
      'NodeHasSufficientPID',
      'NodeReady',
      'Starting',
    ]);
  });

  test('a month of leases of a hundred nodes is renewed to the second, and no event of the clock runs for it', () => {
    // Other components look around from time to time; none of them is here.
    const controllerManager = { controllers: new ControllerSelection(['-*']) };
    const cluster = new Cluster({ nodes: 100, controllerManager });
    // The Events of the beginning are forgotten after an hour.
    cluster.advance('2h');
    const before = cluster.clock.executed;
    cluster.advance(MONTH);
    expect(cluster.clock.executed).toBe(before);
    const ageMs = cluster.clock.now() - Date.parse(leaseOf(cluster, 'node-7') ?? '');
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThan(10_000);
    const ready = cluster.get('Node', 'node-7', '').status?.conditions?.find(({ type }) => type === 'Ready');
    expect(cluster.clock.now() - Date.parse(ready?.lastHeartbeatTime ?? '')).toBeLessThan(301_000);
  });

  test('a kubelet that stops leaves its lease as it renewed it last', () => {
    const cluster = new Cluster({ nodes: 1 });
    cluster.advance('35s');
    cluster.kubelets?.of('node-1')?.stop();
    const last = leaseOf(cluster, 'node-1');
    cluster.advance('5m');
    expect(leaseOf(cluster, 'node-1')).toBe(last);
    expect(cluster.clock.now() - Date.parse(last ?? '')).toBeLessThan(311_000);
  });
});
