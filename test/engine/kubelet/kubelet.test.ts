import type { Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { Cluster } from '../../../lib/engine/cluster';
import type { Kubelet } from '../../../lib/engine/kubelet/kubelet';

const NODE = 'node-1';

function runningPod(extra: object = {}): { readonly cluster: Cluster; readonly kubelet: Kubelet } {
  const cluster = new Cluster({ nodes: 1 });
  cluster.advance('1s');
  cluster.resource('Pod').create({
    metadata: { name: 'p', namespace: 'default' },
    spec: {
      nodeName: NODE,
      automountServiceAccountToken: false,
      containers: [{ name: 'main', image: 'local.test/app:1' }],
      ...extra,
    },
  });
  cluster.runUntil(() => cluster.get('Pod', 'p').status?.phase === 'Running');
  return { cluster, kubelet: cluster.kubelets!.of(NODE)! };
}

function found(cluster: Cluster): Pod | undefined {
  return cluster.list('Pod')[0];
}

function mainContainer(cluster: Cluster): { readonly restarts?: number; readonly id?: string } {
  const status = found(cluster)?.status?.containerStatuses?.[0];
  return { restarts: status?.restartCount, id: status?.containerID };
}

describe('a kubelet that is stopped', () => {
  test('finds its containers again, and restarts none', () => {
    const { cluster, kubelet } = runningPod();
    const before = mainContainer(cluster);
    kubelet.stop();
    cluster.advance('1m');
    kubelet.start(cluster.kubelets!.podsOf(NODE));
    cluster.advance('1m');
    expect([mainContainer(cluster), found(cluster)?.status?.phase]).toEqual([before, 'Running']);
  });

  test('ends the pods that were deleted meanwhile when it is back', () => {
    const { cluster, kubelet } = runningPod();
    kubelet.stop();
    cluster.delete('Pod', 'p');
    cluster.advance('1m');
    const whileStopped = found(cluster)?.metadata.deletionTimestamp;
    kubelet.start(cluster.kubelets!.podsOf(NODE));
    cluster.advance('10s');
    expect([typeof whileStopped, found(cluster)]).toEqual(['string', undefined]);
  });

  test('ends containers of pods whose objects are gone when it is back', () => {
    const { cluster, kubelet } = runningPod();
    kubelet.stop();
    cluster.resource('Pod').delete('p', 'default', { gracePeriodSeconds: 0 });
    cluster.advance('1m');
    const whileStopped = kubelet.machine.runtime.pods().length;
    kubelet.start(cluster.kubelets!.podsOf(NODE));
    cluster.advance('10s');
    expect([whileStopped, kubelet.machine.runtime.pods().length]).toEqual([1, 0]);
  });
});

describe('a kubelet that is cut off', () => {
  test('lets its pods run on unseen, and makes up for what it missed', () => {
    const { cluster, kubelet } = runningPod();
    kubelet.disconnect();
    cluster.delete('Pod', 'p');
    cluster.advance('2m');
    const ready = cluster.get('Node', NODE).status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    const whileCut = [ready, found(cluster)?.status?.phase, kubelet.machine.runtime.pods().length];
    kubelet.reconnect(cluster.kubelets!.podsOf(NODE));
    cluster.advance('30s');
    const after = cluster.get('Node', NODE).status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    expect([whileCut, after, found(cluster)]).toEqual([['Unknown', 'Running', 1], 'True', undefined]);
  });
});

describe('a machine that is switched off', () => {
  test('starts its pods anew when it is back', () => {
    const { cluster, kubelet } = runningPod();
    kubelet.powerOff();
    cluster.advance('5s');
    kubelet.start(cluster.kubelets!.podsOf(NODE));
    cluster.advance('20s');
    const reasons = cluster.list('Event').map(({ reason }) => reason);
    expect([mainContainer(cluster).restarts, reasons.includes('SandboxChanged')]).toEqual([1, true]);
  });
});

describe('a kubelet', () => {
  test('lets a container that ignores TERM have its grace period, and no more', () => {
    const { cluster } = runningPod({ terminationGracePeriodSeconds: 7 });
    const annotations = { 'boutique.test/run.stubborn': '{"ignoresTerm":true}' };
    cluster.resource('Pod').create({
      metadata: { name: 'stubborn', namespace: 'default', annotations },
      spec: {
        nodeName: NODE,
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 7,
        containers: [{ name: 'stubborn', image: 'local.test/app:1' }],
      },
    });
    cluster.runUntil(() => cluster.get('Pod', 'stubborn').status?.phase === 'Running');
    cluster.advance('2s');
    cluster.delete('Pod', 'stubborn');
    cluster.advance('7s');
    const within = cluster.resource('Pod').find('stubborn', 'default') !== undefined;
    cluster.advance('3s');
    expect([within, cluster.resource('Pod').find('stubborn', 'default')]).toEqual([true, undefined]);
  });

  test('has nothing to do for a pod that runs and whose probe answers the same forever', () => {
    const { cluster } = runningPod({
      containers: [
        {
          name: 'main',
          image: 'local.test/app:1',
          readinessProbe: { httpGet: { port: 8080 }, periodSeconds: 1 },
        },
      ],
    });
    const pod = cluster.get('Pod', 'p');
    cluster.resource('Pod').create({
      metadata: {
        name: 'served',
        namespace: 'default',
        annotations: { 'boutique.test/run.main': '{"listen":{"8080":"0:200"}}' },
      },
      spec: pod.spec,
    });
    cluster.delete('Pod', 'p');
    cluster.advance('2m');
    const ready = cluster.get('Pod', 'served').status?.containerStatuses?.[0]?.ready;
    const before = cluster.clock.executed;
    cluster.advance('1m');
    // What other parts of the cluster do goes on; sixty probes would show.
    expect([ready, cluster.clock.executed - before < 60]).toEqual([true, true]);
  });
});
