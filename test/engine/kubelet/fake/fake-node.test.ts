import type { Node } from '../../../../lib/engine/apimachinery/api/core-v1';
import { kubeletKindOf } from '../../../../lib/engine/kubelet/fake/fake-node';
import { nodeObject } from '../../../../lib/engine/kubelet/node-object';

const software = { kubeletVersion: 'v1.28.15', operatingSystem: 'linux', architecture: 'amd64' };
const node = (nodeInfo: object | undefined, annotations: Readonly<Record<string, string>> = {}): Node =>
  ({ metadata: { name: 'n', annotations }, status: { nodeInfo } }) as unknown as Node;

describe('kubeletKindOf', () => {
  test.each<[string, Node, string]>([
    ['nothing is said', node(undefined), 'simulated'],
    ['only a version is said', node({ kubeletVersion: 'v1.27.0' }), 'simulated'],
    ['its machine has an identity', node({ ...software, machineID: 'm' }), 'simulated'],
    ['it is one of the cluster itself', nodeObject(1, '2026-01-01T00:00:00Z') as unknown as Node, 'simulated'],
    ['it has software and no machine', node({ ...software, machineID: '', systemUUID: '', bootID: '' }), 'fake'],
    ['it says so', node(undefined, { 'boutique.test/kubelet': 'fake' }), 'fake'],
    ['it says so to kwok', node(undefined, { 'kwok.x-k8s.io/node': 'fake' }), 'fake'],
    ['it has none', node(software, { 'boutique.test/kubelet': 'off' }), 'off'],
  ])('%s', (_, object, kind) => {
    expect(kubeletKindOf(object)).toBe(kind);
  });
});
