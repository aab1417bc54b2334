import type { VolumeProjection } from '../../../../../lib/engine/apimachinery/api/core-v1';
import type { VolumeSource } from '../../../../../lib/engine/apiserver/resources/pod/pod-types';
import { podFaults } from './pod-faults';

const MODE = 'must be a number between 0 and 0777 (octal), both inclusive';

function faults(source: VolumeSource): string[] {
  return podFaults({ volumes: [{ name: 'v', ...source }], serviceAccountName: 'a' }).map((fault) =>
    fault.replace('spec.volumes[0].', ''),
  );
}

describe('files made of objects', () => {
  test('of a Secret', () => {
    const items = [
      { key: '', path: '..a', mode: 512 },
      { key: 'k', path: '/a' },
    ];
    expect(faults({ secret: { secretName: 's', defaultMode: -1, items } })).toEqual([
      `secret.defaultMode: Invalid value: -1: ${MODE}`,
      'secret.items[0].key: Required value',
      `secret.items[0].path: Invalid value: "..a": must not start with '..'`,
      `secret.items[0].mode: Invalid value: 512: ${MODE}`,
      'secret.items[1].path: Invalid value: "/a": must be a relative path',
    ]);
  });

  test('of the pod itself, told without an index', () => {
    const items = [
      { path: '', fieldRef: { fieldPath: 'metadata.labels' } },
      { path: 'b', resourceFieldRef: { resource: 'limits.cpu' } },
      { path: 'c' },
    ];
    expect(faults({ downwardAPI: { items } })).toEqual([
      'downwardAPI.path: Required value',
      'downwardAPI.resourceFieldRef.containerName: Required value',
      'downwardAPI: Required value: one of fieldRef and resourceFieldRef is required',
    ]);
  });
});

describe('projected volumes', () => {
  const key = { key: 'k', path: 'p' };

  test.each<[string, VolumeProjection[], string[]]>([
    ['nothing', [{}], []],
    [
      'two in one',
      [{ secret: { name: 's' }, configMap: { name: 'c' } }],
      ['projected.sources[0]: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'one path twice',
      [{ secret: { name: 's', items: [key] } }, { configMap: { name: 'c', items: [key] } }],
      ['projected: Invalid value: "c": conflicting duplicate paths'],
    ],
    [
      'a short and a long token',
      [
        { serviceAccountToken: { path: 'a', expirationSeconds: 599 } },
        { serviceAccountToken: { path: '', expirationSeconds: 2 ** 32 + 1 } },
      ],
      [
        'projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
        'projected.sources[1].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
        'projected.path: Required value',
      ],
    ],
  ])('of %s', (_what, sources, expected) => {
    expect(faults({ projected: { sources } })).toEqual(expected);
  });
});
