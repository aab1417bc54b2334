import { FaultError } from '../../../lib/engine/faults/fault';
import { breakable, condition, deployment, node, pods, readyPods, restarts } from './breakable-cluster';

describe('Faults of pods', () => {
  test('a killed pod is gone at once and is replaced', () => {
    const cluster = breakable();
    const [{ metadata }] = pods(cluster) as [ReturnType<typeof pods>[number]];
    cluster.faults.killPod(metadata.name);
    expect(cluster.resource('Pod').find(metadata.name, 'default')).toBeUndefined();
    cluster.advance('30s');
    expect(readyPods(cluster)).toBe(3);
  });

  test('a killed container is started again, and says how it ended', () => {
    const cluster = breakable();
    const { name } = pods(cluster)[0]!.metadata;
    cluster.faults.killContainer(name, 'main', { exitCode: 3 });
    cluster.advance('30s');
    const pod = cluster.get('Pod', name);
    expect(restarts(pod)).toBe(1);
    expect(pod.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  });

  test('a container that is not there is named', () => {
    const cluster = breakable();
    const { name } = pods(cluster)[0]!.metadata;
    expect(() => cluster.faults.killContainer(name, 'other')).toThrow(`No container "other" of default/${name} runs.`);
  });
});

describe('Faults of nodes', () => {
  test('a node without power is noticed, and is ready again with it', () => {
    const cluster = breakable();
    const down = cluster.faults.nodeDown('node-2');
    cluster.advance('1m');
    expect(condition(node(cluster, 'node-2'), 'Ready')).toBe('Unknown');
    down.heal();
    cluster.advance('1m');
    expect(condition(node(cluster, 'node-2'), 'Ready')).toBe('True');
    expect(readyPods(cluster)).toBe(3);
  });

  test('of two faults that keep a node down the last one that is healed starts it', () => {
    const cluster = breakable();
    const zone = node(cluster, 'node-2').metadata.labels?.['topology.kubernetes.io/zone'] ?? '';
    const [down, zoneDown] = [cluster.faults.nodeDown('node-2'), cluster.faults.zoneDown(zone)];
    down.heal();
    cluster.advance('1m');
    expect(condition(node(cluster, 'node-2'), 'Ready')).toBe('Unknown');
    zoneDown.heal();
    cluster.advance('1m');
    expect(condition(node(cluster, 'node-2'), 'Ready')).toBe('True');
  });

  test('while a kubelet is stopped its containers run, and nobody starts those that end', () => {
    const cluster = breakable();
    const pod = pods(cluster).find(({ spec }) => spec?.nodeName === 'node-1')!;
    const stopped = cluster.faults.kubeletStopped('node-1');
    const { runtime } = cluster.kubelets!.of('node-1')!.machine;
    const running = (): number =>
      runtime.status(pod.metadata.uid).containers.filter((it) => it.state === 'running').length;
    expect(running()).toBe(1);
    runtime.endContainer(pod.metadata.uid, 'main', 1);
    cluster.advance('20s');
    expect(running()).toBe(0);
    stopped.heal();
    cluster.advance('20s');
    expect(running()).toBe(1);
  });

  test('a node that is cut off restarts its containers unseen, and tells it afterwards', () => {
    const cluster = breakable();
    const { name, uid } = pods(cluster).find(({ spec }) => spec?.nodeName === 'node-1')!.metadata;
    const cut = cluster.faults.partition('node-1');
    cluster.kubelets!.of('node-1')!.machine.runtime.endContainer(uid, 'main', 1);
    cluster.advance('20s');
    expect(restarts(cluster.get('Pod', name))).toBe(0);
    cut.heal();
    cluster.advance('20s');
    expect(restarts(cluster.get('Pod', name))).toBe(1);
  });

  test('a slow node takes its time to start pods', () => {
    const readyAfter = (factor: number): number => {
      const cluster = breakable({ nodes: 1 });
      if (factor > 1) cluster.faults.slowNode('node-1', factor);
      cluster.apply(deployment('late', 1));
      const startMs = cluster.clock.now();
      cluster.runUntil(() => readyPods(cluster, 'late') === 1);
      return cluster.clock.now() - startMs;
    };
    expect(readyAfter(10)).toBeGreaterThan(5 * readyAfter(1));
  });

  test.each([
    ['memory', 'MemoryPressure'],
    ['disk', 'DiskPressure'],
    ['pid', 'PIDPressure'],
  ] as const)('%s pressure is said and tainted, and is over five minutes after', (shortage, type) => {
    const cluster = breakable();
    const pressure = cluster.faults.pressure('node-3', shortage);
    cluster.advance('30s');
    expect(condition(node(cluster, 'node-3'), type)).toBe('True');
    expect(node(cluster, 'node-3').spec?.taints?.map(({ key }) => key)).toEqual([
      `node.kubernetes.io/${shortage}-pressure`,
    ]);
    pressure.heal();
    cluster.advance('6m');
    expect(condition(node(cluster, 'node-3'), type)).toBe('False');
    expect(node(cluster, 'node-3').spec?.taints).toBeUndefined();
  });

  test('a clock that goes ahead shows in what the kubelet writes and in nothing else', () => {
    const cluster = breakable();
    cluster.faults.clockSkew('node-1', '1h');
    cluster.advance('2m');
    const lease = cluster.get('Lease', 'node-1', 'kube-node-lease');
    expect(Date.parse(lease.spec?.renewTime ?? '') - cluster.clock.now()).toBeGreaterThan(3_500_000);
    expect(condition(node(cluster, 'node-1'), 'Ready')).toBe('True');
  });

  test('a clock that is set back makes renewals look old: the node counts as lost until time has caught up', () => {
    const cluster = breakable();
    const skew = cluster.faults.clockSkew('node-1', '-10m');
    cluster.runUntil(() => condition(node(cluster, 'node-1'), 'Ready') === 'Unknown');
    skew.heal();
    cluster.advance('1m');
    expect(condition(node(cluster, 'node-1'), 'Ready')).toBe('True');
  });

  test('images cannot be pulled from a registry that is down', () => {
    const cluster = breakable();
    const down = cluster.faults.registryDown('registry.example');
    cluster.apply(deployment('late', 1, {}, 'registry.example/app:2'));
    cluster.advance('2m');
    const waiting = pods(cluster, 'late').map(({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason);
    expect(waiting).toEqual([expect.stringMatching(/^(ErrImagePull|ImagePullBackOff)$/)]);
    down.heal();
    cluster.advance('7m');
    expect(readyPods(cluster, 'late')).toBe(1);
  });

  test('a node that is not there is named, with those that are', () => {
    const cluster = breakable();
    expect(() => cluster.faults.nodeDown('node-9')).toThrow(FaultError);
    expect(() => cluster.faults.nodeDown('node-9')).toThrow('nodes with one: node-1, node-2, node-3.');
    expect(() => cluster.faults.zoneDown('moon')).toThrow('No node has the label topology.kubernetes.io/zone=moon.');
  });
});

describe('Handles', () => {
  test('list what is broken, and heal once', () => {
    const cluster = breakable();
    const first = cluster.faults.nodeDown('node-1');
    const second = cluster.faults.schedulerStopped();
    expect(cluster.faults.active().map(({ name }) => name)).toEqual(['node-down node-1', 'scheduler-stopped']);
    first.heal();
    first.heal();
    expect([first.healed, second.healed, cluster.faults.find(second.id)]).toEqual([true, false, second]);
    cluster.faults.healAll();
    expect(cluster.faults.active()).toEqual([]);
  });
});
