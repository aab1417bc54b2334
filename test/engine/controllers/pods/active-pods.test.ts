import type { Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { compareActivePods } from '../../../../lib/engine/controllers/pods/active-pods';

interface Given {
  readonly node?: string;
  readonly phase?: string;
  readonly readySince?: string | null;
  readonly restarts?: number;
  readonly created?: string;
}

function pod(name: string, given: Given): Pod {
  const { node, phase = 'Running', readySince, restarts = 0, created = '2024-01-01T00:00:00Z' } = given;
  const ready = readySince === undefined ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: readySince }];
  return {
    metadata: { name, creationTimestamp: created },
    spec: { nodeName: node },
    status: { phase, conditions: ready, containerStatuses: [{ restartCount: restarts }] },
  } as unknown as Pod;
}

describe('compareActivePods', () => {
  test.each<[string, Given, Given]>([
    ['no node', {}, { node: 'n' }],
    ['pending', { node: 'n', phase: 'Pending' }, { node: 'n' }],
    ['not ready', { node: 'n' }, { node: 'n', readySince: '2024-01-01T00:00:00Z' }],
    [
      'ready for a shorter time',
      { node: 'n', readySince: '2024-01-02T00:00:00Z' },
      { node: 'n', readySince: '2024-01-01T00:00:00Z' },
    ],
    [
      'ready since nobody knows when',
      { node: 'n', readySince: null },
      { node: 'n', readySince: '2024-01-01T00:00:00Z' },
    ],
    ['more restarts', { node: 'n', restarts: 3 }, { node: 'n', restarts: 1 }],
    ['younger', { node: 'n', created: '2024-01-02T00:00:00Z' }, { node: 'n' }],
  ])('what has come less far is first: %s', (_why, first, second) => {
    const sorted = [pod('second', second), pod('first', first)].sort(compareActivePods);
    expect(sorted.map(({ metadata }) => metadata.name)).toEqual(['first', 'second']);
  });
});
