import type { KubeObject } from '../../../../lib/engine/apimachinery/object-meta';
import { nameIsDnsLabel } from '../../../../lib/engine/apimachinery/validation/names';
import { kindStrategy } from '../../../../lib/engine/apiserver/resources/kind-strategy';
import type { StrategyContext } from '../../../../lib/engine/apiserver/strategy';
import { fields, nonNegative, unchanged } from '../../../../lib/engine/apiserver/validation/rules';

type Spec = { readonly size?: number; readonly colour?: string };

type Thing = KubeObject<{
  readonly spec?: Spec;
  readonly status?: { readonly seen?: number };
}>;

const strategy = kindStrategy<Thing>({
  namespaced: false,
  name: nameIsDnsLabel,
  generation: 'spec',
  status: { initial: { seen: 0 } },
  rule: fields<Thing>({ spec: fields<Spec>({ size: nonNegative }) }),
  changeRule: (thing, old, at, report) =>
    unchanged(thing.spec?.colour, old.spec?.colour, at.child('spec', 'colour'), report),
});

const context = {} as StrategyContext;
const old: Thing = {
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: {
    name: 'one',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2024-01-01T00:00:00Z',
    generation: 3,
  },
  spec: { size: 1, colour: 'red' },
  status: { seen: 2 },
};

describe('kindStrategy', () => {
  test('a new object starts at generation 1 with the initial status, whatever was sent', () => {
    const made = strategy.prepareForCreate!(old, context);
    expect(made.metadata.generation).toBe(1);
    expect(made.status).toEqual({ seen: 0 });
  });

  test('an update keeps the status, and counts a change of the spec', () => {
    const same = strategy.prepareForUpdate!({ ...old, status: { seen: 9 } }, old, context);
    expect(same.metadata.generation).toBe(3);
    expect(same.status).toEqual({ seen: 2 });
    expect(strategy.prepareForUpdate!({ ...old, spec: { size: 2 } }, old, context).metadata.generation).toBe(4);
  });

  test('the status subresource keeps everything else', () => {
    const sent: Thing = { ...old, spec: { size: 7 }, status: { seen: 5 } };
    expect(strategy.subresources!['status']!.prepareForUpdate(sent, old, context)).toEqual({
      ...old,
      status: { seen: 5 },
    });
  });

  test('faults come from metadata, members and the change, in this order', () => {
    const sent: Thing = {
      ...old,
      metadata: { ...old.metadata, labels: { '?': '' } },
      spec: { size: -1, colour: 'blue' },
    };
    const found = strategy.validateUpdate!(sent, old, context).map(({ field }) => field);
    expect(found).toEqual(['metadata.labels', 'spec.size', 'spec.colour']);
  });
});
