import type { NodeSelectorTerm, PodSpec } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { changeFaults } from './pod-faults';

const GATED: Partial<PodSpec> = { schedulingGates: [{ name: 'g' }] };
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

function onNodes(...nodeSelectorTerms: NodeSelectorTerm[]): Partial<PodSpec> {
  return { ...GATED, affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms } } } };
}

const linux = { key: 'os', operator: 'In', values: ['linux'] };
const arm = { key: 'arch', operator: 'In', values: ['arm64'] };

describe('a pod behind gates', () => {
  test.each<[string, Partial<PodSpec>, Partial<PodSpec>]>([
    ['a first selector', GATED, { ...GATED, nodeSelector: { a: 'b' } }],
    ['a further label', { ...GATED, nodeSelector: { a: 'b' } }, { ...GATED, nodeSelector: { a: 'b', c: 'd' } }],
    ['a first affinity', GATED, onNodes({ matchExpressions: [linux] })],
    ['a further requirement', onNodes({ matchExpressions: [linux] }), onNodes({ matchExpressions: [linux, arm] })],
  ])('may get narrower: %s', (_what, before, after) => {
    expect(changeFaults(before, after)).toEqual([]);
  });

  test('does not get wider or other', () => {
    expect(changeFaults({ ...GATED, nodeSelector: { a: 'b' } }, { ...GATED, nodeSelector: { a: 'c' } })).toEqual([
      'spec.nodeSelector: Invalid value: map[string]string{"a":"c"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    ]);
    const at = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;
    const shown =
      'core.NodeSelectorTerm{MatchExpressions:[]core.NodeSelectorRequirement{core.NodeSelectorRequirement{Key:"arch", Operator:"In", Values:[]string{"arm64"}}}, MatchFields:[]core.NodeSelectorRequirement(nil)}';
    expect(changeFaults(onNodes({ matchExpressions: [linux] }), onNodes({ matchExpressions: [arm] }))).toEqual([
      `${at}[0]: Invalid value: ${shown}: only additions are allowed (no mutations or deletions)`,
    ]);
    const [fault] = changeFaults(onNodes({ matchExpressions: [linux] }), onNodes({ matchExpressions: [linux] }, {}));
    expect(fault).toMatch(/no additions\/deletions to non-empty NodeSelectorTerms list are allowed$/);
  });

  test('is as fixed as others in the rest; and others are fixed in this', () => {
    expect(changeFaults(GATED, { ...GATED, hostname: 'a' })).toHaveLength(1);
    expect(changeFaults({}, { nodeSelector: { a: 'b' } })).toHaveLength(1);
  });
});
