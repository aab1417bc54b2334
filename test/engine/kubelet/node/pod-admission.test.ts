import type { Node, PodSpec } from '../../../../lib/engine/apimachinery/api/core-v1';
import type { Pod } from '../../../../lib/engine/apiserver/resources/pod/pod-types';
import { NodeHealth } from '../../../../lib/engine/kubelet/node/node-health';
import { podRejection } from '../../../../lib/engine/kubelet/node/pod-admission';

const meta = { name: 'a', namespace: 'n', uid: 'a', resourceVersion: '1', creationTimestamp: '2024-01-01T00:00:00Z' };
const node: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { ...meta, labels: { disk: 'slow', 'kubernetes.io/os': 'linux' } },
  spec: { taints: [{ key: 'away', effect: 'NoExecute' }] },
  status: { allocatable: { cpu: '4', memory: '1Gi', pods: '2' } },
};
const tolerant = { tolerations: [{ operator: 'Exists' }] };

function pod(spec: Partial<PodSpec>, resources: object = {}, ports: object[] = []): Pod {
  const containers = [{ name: 'main', resources, ports }] as PodSpec['containers'];
  return { apiVersion: 'v1', kind: 'Pod', metadata: meta, spec: { ...tolerant, containers, ...spec } };
}

describe('podRejection', () => {
  const port = [{ containerPort: 80, hostPort: 80 }];
  test.each([
    [pod({}), []],
    [pod({}, { requests: { 'example.com/lamp': '1' } }), []],
    [
      pod({ initContainers: [{ name: 'i', resources: { requests: { 'example.com/lamp': '1' } } }] }),
      [
        'OutOfexample.com/lamp',
        "Node didn't have enough resource: example.com/lamp, requested: 1, used: 0, capacity: 0",
      ],
    ],
    [
      pod({}, { requests: { cpu: '5' } }),
      ['OutOfcpu', "Node didn't have enough resource: cpu, requested: 5000, used: 1000, capacity: 4000"],
    ],
    [
      pod({}, { requests: { memory: '2Gi' } }),
      ['OutOfmemory', "Node didn't have enough resource: memory, requested: 2147483648, used: 0, capacity: 1073741824"],
    ],
    [pod({ nodeSelector: { disk: 'fast' } }), ['NodeAffinity', 'Predicate NodeAffinity failed']],
    [pod({}, {}, port), ['NodePorts', 'Predicate NodePorts failed']],
    [pod({ tolerations: [] }), ['TaintToleration', 'Predicate TaintToleration failed']],
    [
      pod({ os: { name: 'windows' } }),
      ['PodOSNotSupported', "Failed to admit pod as the OS field doesn't match node OS"],
    ],
    [
      pod({ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
      ['SysctlForbidden', 'forbidden sysctl: "kernel.msgmax" not allowlisted'],
    ],
    [
      pod({ hostNetwork: true, securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] } }),
      ['SysctlForbidden', 'forbidden sysctl: "net.ipv4.tcp_syncookies" not allowed with host net enabled'],
    ],
  ])('case %#', (asked, expected) => {
    const other = pod({}, { requests: { cpu: '1' } }, port);
    const found = podRejection(asked, [other], node, new NodeHealth());
    expect(found ? [found.reason, found.message] : []).toEqual(expected);
  });

  test('a node that is full takes no more pods', () => {
    expect(podRejection(pod({}), [pod({}), pod({})], node, new NodeHealth())).toEqual({
      reason: 'OutOfpods',
      message: "Node didn't have enough resource: pods, requested: 1, used: 2, capacity: 2",
    });
  });

  test('under memory pressure pods that ask for nothing stay out, unless they tolerate it or the cluster needs them', () => {
    const health = new NodeHealth();
    health.setPressures(new Set(['MemoryPressure']));
    const away = [{ key: 'away', operator: 'Exists' }];
    const message = 'The node had condition: [MemoryPressure]. ';
    expect(podRejection(pod({ tolerations: away }), [], node, health)).toEqual({ reason: 'Evicted', message });
    expect(podRejection(pod({}), [], node, health)).toBeUndefined();
    expect(podRejection(pod({ tolerations: away, priority: 2_000_000_000 }), [], node, health)).toBeUndefined();
    expect(podRejection(pod({ tolerations: away }, { requests: { cpu: '1' } }), [], node, health)).toBeUndefined();
  });

  test('a node that goes down takes none', () => {
    const health = new NodeHealth();
    health.setShuttingDown(true);
    expect(podRejection(pod({}), [], node, health)?.message).toBe('Pod was rejected as the node is shutting down.');
  });
});
