import type { Affinity, NodeSelectorTerm, PodAffinityTerm } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { changeFaults, podFaults } from './pod-faults';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function faults(affinity: Affinity): string[] {
  return podFaults({ affinity }).map((fault) => fault.replace('spec.affinity.', ''));
}

describe('node affinity', () => {
  const termFaults = (term: NodeSelectorTerm): string[] =>
    faults({ nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [term] } } }).map((fault) =>
      fault.replace(`nodeAffinity.${REQUIRED}.nodeSelectorTerms[0].`, ''),
    );

  test('what is required has at least one term', () => {
    expect(faults({ nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [] } } })).toEqual([
      `nodeAffinity.${REQUIRED}.nodeSelectorTerms: Required value: must have at least one node selector term`,
    ]);
  });

  test.each<[string, string[] | undefined, string[]]>([
    ['In', ['a'], []],
    ['In', undefined, ["values: Required value: must be specified when `operator` is 'In' or 'NotIn'"]],
    ['Exists', ['a'], ["values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'"]],
    ['Gt', ['1', '2'], ["values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'"]],
    ['in', ['a'], ['operator: Invalid value: "in": not a valid selector operator']],
  ])('of labels: %s %j', (operator, values, expected) => {
    expect(termFaults({ matchExpressions: [{ key: 'a', operator, ...(values ? { values } : {}) }] })).toEqual(
      expected.map((fault) => `matchExpressions[0].${fault}`),
    );
  });

  test.each<[string, string, string[], string[]]>([
    ['metadata.name', 'In', ['node-1'], []],
    ['metadata.name', 'Exists', [], ['operator: Invalid value: "Exists": not a valid selector operator']],
    [
      'spec.x',
      'In',
      ['a', 'b'],
      [
        "values: Required value: must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
        'key: Invalid value: "spec.x": not a valid field selector key',
      ],
    ],
  ])('of fields: %s %s %j', (key, operator, values, expected) => {
    expect(termFaults({ matchFields: [{ key, operator, values }] })).toEqual(
      expected.map((fault) => `matchFields[0].${fault}`),
    );
  });

  test.each([0, 101])('a wish does not weigh %d', (weight) => {
    expect(faults({ nodeAffinity: { [PREFERRED]: [{ weight, preference: {} }] } })).toEqual([
      `nodeAffinity.${PREFERRED}[0].weight: Invalid value: ${weight}: must be in the range 1-100`,
    ]);
  });
});

describe('affinity to pods', () => {
  const term: PodAffinityTerm = { topologyKey: 'zone', labelSelector: { matchLabels: { a: 'b' } } };

  test('wishes are terms with a weight', () => {
    const wished = [{ weight: 100, podAffinityTerm: term }];
    expect(faults({ podAffinity: { [REQUIRED]: [term] }, podAntiAffinity: { [PREFERRED]: wished } })).toEqual([]);
  });

  test('a term has a domain, and namespaces by name', () => {
    expect(faults({ podAntiAffinity: { [REQUIRED]: [{ topologyKey: '', namespaces: ['a.b'] }] } }).slice(0, 2)).toEqual(
      [
        `podAntiAffinity.${REQUIRED}[0].namespace: Invalid value: "a.b": must not contain dots`,
        `podAntiAffinity.${REQUIRED}[0].topologyKey: Required value: can not be empty`,
      ],
    );
  });

  test('values that are no label values may stay in pods that have them', () => {
    const wrong = {
      topologyKey: 'zone',
      labelSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b c'] }] },
    };
    const affinity = { podAffinity: { [REQUIRED]: [wrong] } };
    expect(podFaults({ affinity })).toHaveLength(1);
    expect(changeFaults({ affinity }, { affinity, activeDeadlineSeconds: 5 })).toEqual([]);
  });
});
