import type { DaemonSet } from '../../../../lib/engine/apimachinery/api/apps-v1';
import type { Pod, PodSpec, Toleration } from '../../../../lib/engine/apimachinery/api/core-v1';
import {
  daemonTemplate,
  daemonTolerations,
  isUpdated,
  targetNode,
} from '../../../../lib/engine/controllers/daemonset/daemon-template';

function daemonSet(spec: Partial<PodSpec> = {}): DaemonSet {
  const template = { metadata: { labels: { app: 'agent' } }, spec: { containers: [], ...spec } };
  const annotations = { 'deprecated.daemonset.template.generation': '3' };
  return { metadata: { name: 'agent', annotations }, spec: { selector: {}, template } } as unknown as DaemonSet;
}

describe('daemonTemplate', () => {
  test('is for one node, whatever affinity the template requires, and keeps what it prefers', () => {
    const preferred = [{ weight: 1, preference: { matchExpressions: [{ key: 'ssd', operator: 'Exists' }] } }];
    const required = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'Exists' }] }] };
    const nodeAffinity = {
      preferredDuringSchedulingIgnoredDuringExecution: preferred,
      requiredDuringSchedulingIgnoredDuringExecution: required,
    };
    const template = daemonTemplate(daemonSet({ affinity: { nodeAffinity } }), 'h', 'node-1');
    expect(template.spec!.affinity!.nodeAffinity).toEqual({
      preferredDuringSchedulingIgnoredDuringExecution: preferred,
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] }],
      },
    });
    expect(targetNode({ spec: template.spec } as Pod)).toBe('node-1');
  });

  test('labels its pods with revision and generation, either of which tells that they are up to date', () => {
    const { metadata } = daemonTemplate(daemonSet(), 'h', 'node-1');
    expect(metadata!.labels).toEqual({ app: 'agent', 'pod-template-generation': '3', 'controller-revision-hash': 'h' });
    const pod = (labels: Record<string, string>): Pod => ({ metadata: { labels } }) as unknown as Pod;
    expect(isUpdated(pod({ 'controller-revision-hash': 'h' }), daemonSet(), 'h')).toBe(true);
    expect(isUpdated(pod({ 'pod-template-generation': '3' }), daemonSet(), 'h')).toBe(true);
    expect(isUpdated(pod({ 'controller-revision-hash': 'g', 'pod-template-generation': '2' }), daemonSet(), 'h')).toBe(
      false,
    );
  });
});

describe('daemonTolerations', () => {
  const keys = (tolerations: readonly Toleration[]): string[] => tolerations.map(({ key }) => key!.split('/').pop()!);
  const standard = ['not-ready', 'unreachable', 'disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'];

  test('adds those of a node in trouble, and of a missing network where the pod does not need one', () => {
    expect(keys(daemonTolerations({ containers: [] }))).toEqual(standard);
    expect(keys(daemonTolerations({ containers: [], hostNetwork: true }))).toEqual([
      ...standard,
      'network-unavailable',
    ]);
  });

  test('replaces one that gives up after a time', () => {
    const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
    const [first] = daemonTolerations({ containers: [], tolerations: [own] });
    expect(first).toEqual({ key: own.key, operator: 'Exists', effect: 'NoExecute' });
  });
});
