import type { EnvFromSource, EnvVar } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { containerFaults } from './pod-faults';

const ONE = 'may not have more than one field specified at a time';

describe('environment variables', () => {
  test.each<[string, EnvVar, string[]]>([
    ['a value', { name: 'my.env-name', value: 'x' }, []],
    ['no name', { name: '' }, ['env[0].name: Required value']],
    ['a name that is a folder', { name: '..' }, [`env[0].name: Invalid value: "..": must not be '..'`]],
    [
      'a source and a value',
      { name: 'A', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ['env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ],
    [
      'no source',
      { name: 'A', valueFrom: {} },
      [
        'env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
      ],
    ],
    [
      'two sources',
      {
        name: 'A',
        valueFrom: { fieldRef: { fieldPath: 'metadata.name' }, configMapKeyRef: { name: 'c', key: 'k' } },
      },
      [`env[0].valueFrom: Invalid value: "": ${ONE}`],
    ],
    [
      'a source without key',
      { name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: '' } } },
      ['env[0].valueFrom.configMapKeyRef.key: Required value'],
    ],
  ])('%s', (_what, variable, faults) => {
    expect(containerFaults({ env: [variable] })).toEqual(faults);
  });

  test.each<[string, EnvFromSource, string[]]>([
    ['a ConfigMap', { configMapRef: { name: 'c' }, prefix: 'P_' }, []],
    ['a name that is yet to be completed', { secretRef: { name: 'a-' } }, []],
    ['nothing', {}, ['envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`']],
    ['both', { configMapRef: { name: 'c' }, secretRef: { name: 's' } }, [`envFrom: Invalid value: "": ${ONE}`]],
    ['no name', { secretRef: {} }, ['envFrom[0].secretRef.name: Required value']],
  ])('all of %s', (_what, source, faults) => {
    expect(containerFaults({ envFrom: [source] })).toEqual(faults);
  });
});
