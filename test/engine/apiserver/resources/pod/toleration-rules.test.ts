import type { Toleration } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { changeFaults, podFaults } from './pod-faults';

const AT = 'spec.tolerations[0]';

describe('tolerations', () => {
  test.each<[Toleration, string[]]>([
    [{ operator: 'Exists' }, []],
    [{ key: 'a', value: 'b', effect: 'NoExecute', tolerationSeconds: 0 }, []],
    [
      { value: 'b' },
      [
        'operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ],
    ],
    [
      { key: 'a', tolerationSeconds: 5 },
      [`effect: Invalid value: "": effect must be 'NoExecute' when \`tolerationSeconds\` is set`],
    ],
    [
      { key: 'a', operator: 'Exists', value: 'b' },
      [
        `operator: Invalid value: core.Toleration{Key:"a", Operator:"Exists", Value:"b", Effect:"", TolerationSeconds:(*int64)(nil)}: value must be empty when \`operator\` is 'Exists'`,
      ],
    ],
    [{ key: 'a', operator: 'In' }, ['operator: Unsupported value: "In": supported values: "Equal", "Exists"']],
    [
      { key: 'a', effect: 'Never' },
      ['effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"'],
    ],
  ])('%j', (toleration, faults) => {
    expect(podFaults({ tolerations: [toleration] })).toEqual(faults.map((fault) => `${AT}.${fault}`));
  });

  test('of a pod that exists may get more, and other seconds', () => {
    const old: Toleration = { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
    expect(
      changeFaults({ tolerations: [old] }, { tolerations: [{ key: 'b' }, { ...old, tolerationSeconds: 9 }] }),
    ).toEqual([]);
    expect(changeFaults({ tolerations: [old] }, {})).toEqual([
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ]);
  });
});
