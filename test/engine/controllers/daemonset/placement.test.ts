import type { Node, Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { podsByNode } from '../../../../lib/engine/controllers/daemonset/daemon-pods';
import { placement, type PlacementRules } from '../../../../lib/engine/controllers/daemonset/placement';

interface Given {
  readonly node?: string;
  readonly waitsFor?: string;
  readonly phase?: string;
  readonly updated?: boolean;
  readonly ready?: boolean;
}

/** Pods are as old as their place in the list says. */
function pods(...given: readonly Given[]): Pod[] {
  return given.map(({ node, waitsFor, phase = 'Running', updated = false, ready = true }, index) => {
    const matchFields = [{ key: 'metadata.name', operator: 'In', values: [waitsFor] }];
    const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } };
    return {
      metadata: {
        name: `pod-${index}`,
        creationTimestamp: `2024-01-0${index + 1}T00:00:00Z`,
        labels: { updated: String(updated) },
      },
      spec: { nodeName: node, affinity: { nodeAffinity: required } },
      status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
    } as unknown as Pod;
  });
}

function place(present: readonly Pod[], more: Partial<PlacementRules> = {}): [readonly string[], string[]] {
  const nodes = ['a', 'b'].map((name) => ({ metadata: { name } }) as Node);
  const changes = placement(nodes, podsByNode(present), {
    fit: () => ({ shouldRun: true, shouldContinue: true }),
    surges: false,
    isUpdated: ({ metadata }) => metadata.labels!['updated'] === 'true',
    minReadySeconds: 0,
    nowMs: 0,
    replacesEnded: () => true,
    ...more,
  });
  return [changes.create, changes.delete.map(({ metadata }) => metadata.name)];
}

describe('placement', () => {
  test('each node gets one pod; of several the oldest stays', () => {
    expect(place(pods({ node: 'a' }))).toEqual([['b'], []]);
    expect(place(pods({ node: 'a' }, { node: 'b' }, { node: 'a' }))).toEqual([[], ['pod-2']]);
  });

  test('a pod that has its node stays rather than one that waits for it', () => {
    expect(place(pods({ waitsFor: 'a' }, { node: 'a' }, { node: 'b' }))).toEqual([[], ['pod-0']]);
  });

  test('a node that is not wanted keeps its pod where it may continue, and loses it where not', () => {
    const stays = { shouldRun: false, shouldContinue: true };
    expect(place(pods({ node: 'a' }), { fit: () => stays })).toEqual([[], []]);
    const goes = { shouldRun: false, shouldContinue: false };
    expect(place(pods({ node: 'a' }), { fit: () => goes })).toEqual([[], ['pod-0']]);
  });

  test('pods that have ended are replaced when it is time', () => {
    const ended = pods({ node: 'a', phase: 'Failed' }, { node: 'b', phase: 'Succeeded' });
    expect(place(ended)).toEqual([[], ['pod-0', 'pod-1']]);
    expect(place(ended, { replacesEnded: ({ status }) => status?.phase !== 'Failed' })).toEqual([[], ['pod-1']]);
  });

  test('a pod that waits for a node that is gone goes; one that ran there is for others to clean up', () => {
    expect(place(pods({ waitsFor: 'gone' }, { node: 'gone' }))).toEqual([['a', 'b'], ['pod-0']]);
  });

  test('while it surges the old pod goes once it is not ready or the new one is available', () => {
    const surges = { surges: true };
    const beside = (oldReady: boolean, newReady: boolean): Pod[] =>
      pods({ node: 'a', ready: oldReady }, { node: 'a', updated: true, ready: newReady }, { node: 'b' });
    expect(place(beside(true, false), surges)).toEqual([[], []]);
    expect(place(beside(true, true), surges)).toEqual([[], ['pod-0']]);
    expect(place(beside(false, false), surges)).toEqual([[], ['pod-0']]);
  });
});
