import type { PersistentVolumeClaimSpec } from '../../../../lib/engine/apimachinery/api/core-v1';
import { FieldPath } from '../../../../lib/engine/apimachinery/validation/field-path';
import { claimSpecRule } from '../../../../lib/engine/apiserver/resources/claim-spec-rule';
import { faultsOf } from '../../../../lib/engine/apiserver/validation/rules';

const RIGHT: PersistentVolumeClaimSpec = {
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: '1Gi' } },
};
const CLAIM = { kind: 'PersistentVolumeClaim', name: 'a' };
const PATH = 'spec: Invalid value: field.Path{name:"dataSource", index:"", parent:(*field.Path)(0xc000012345)}';

describe('the spec of a claim', () => {
  test.each<[string, PersistentVolumeClaimSpec, string[]]>([
    ['a right one', { ...RIGHT, dataSource: CLAIM, dataSourceRef: CLAIM }, []],
    [
      'nothing',
      {},
      [
        'spec.accessModes: Required value: at least 1 access mode is required',
        'spec.resources[storage]: Required value',
      ],
    ],
    [
      'modes',
      { ...RIGHT, accessModes: ['ReadWriteOncePod', 'ReadOnlyMany', 'Odd'] },
      [
        'spec.accessModes: Unsupported value: "Odd": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
        'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
      ],
    ],
    [
      'no storage at all',
      { ...RIGHT, resources: { requests: { storage: '0' } } },
      ['spec.resources[storage]: Invalid value: "0": must be greater than zero'],
    ],
    [
      'a source that is no claim',
      { ...RIGHT, dataSource: { kind: 'Volume', name: '' } },
      [
        'spec.dataSource.name: Required value',
        `spec.dataSource: Invalid value: "Volume": must be 'PersistentVolumeClaim' when referencing the default apiGroup`,
      ],
    ],
    [
      'two sources that differ',
      { ...RIGHT, dataSource: CLAIM, dataSourceRef: { ...CLAIM, name: 'b' } },
      [`${PATH}: must match dataSourceRef`],
    ],
    [
      'two sources, one of another namespace',
      { ...RIGHT, dataSource: CLAIM, dataSourceRef: { ...CLAIM, namespace: 'n' } },
      [`${PATH}: may not be specified when dataSourceRef.namespace is specified`],
    ],
  ])('%s', (_what, spec, faults) => {
    expect(faultsOf(claimSpecRule, spec, FieldPath.of('spec')).map(String)).toEqual(faults);
  });
});
