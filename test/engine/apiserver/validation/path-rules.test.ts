import { FieldPath } from '../../../../lib/engine/apimachinery/validation/field-path';
import {
  descendingPathRule,
  fileModeRule,
  noBackstepsRule,
  projectedPathRule,
} from '../../../../lib/engine/apiserver/validation/path-rules';
import { faultsOf } from '../../../../lib/engine/apiserver/validation/rules';

const AT = FieldPath.of('path');
const [RELATIVE, UPWARDS, RESERVED] = ['must be a relative path', "must not contain '..'", "must not start with '..'"];

describe('paths', () => {
  test.each([
    ['a/b', [], [], []],
    ['/a', [], [RELATIVE], [RELATIVE]],
    ['a/../b', [UPWARDS], [UPWARDS], [UPWARDS]],
    ['../a', [UPWARDS], [UPWARDS], [UPWARDS]],
    ['..a', [], [], [RESERVED]],
    ['..', [UPWARDS], [UPWARDS], [UPWARDS, RESERVED]],
    ['a..b', [], [], []],
  ])('%s', (path, anywhere, descending, projected) => {
    const details = (rule: typeof noBackstepsRule): string[] => faultsOf(rule, path, AT).map(({ detail }) => detail);
    expect(details(noBackstepsRule)).toEqual(anywhere);
    expect(details(descendingPathRule)).toEqual(descending);
    expect(details(projectedPathRule)).toEqual(projected);
  });

  test.each([
    [0, 0],
    [0o777, 0],
    [0o1000, 1],
    [-1, 1],
  ])('mode %d has %d faults', (mode, count) => {
    expect(faultsOf(fileModeRule, mode, AT)).toHaveLength(count);
  });
});
