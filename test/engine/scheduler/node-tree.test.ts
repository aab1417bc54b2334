import { NodeInfo } from '../../../lib/engine/scheduler/node-info';
import { NodeTree } from '../../../lib/engine/scheduler/node-tree';
import { node } from './nodes-and-pods';

const ZONE = 'topology.kubernetes.io/zone';

/** Nodes named after their zone, such as `a1`. */
function tree(...names: readonly string[]): {
  readonly tree: NodeTree;
  readonly infos: Map<string, NodeInfo>;
  order(): string[];
} {
  const made = new NodeTree();
  const infos = new Map(
    names.map((name, slot) => [name, new NodeInfo(node(name, { labels: { [ZONE]: name[0]! } }), slot)]),
  );
  for (const info of infos.values()) made.add(info);
  return { tree: made, infos, order: () => made.nodes().map(({ name }) => name) };
}

describe('NodeTree', () => {
  test('zones have their turns, in the order in which they came', () => {
    expect(tree('b1', 'b2', 'b3', 'a1', 'a2', 'c1').order()).toEqual(['b1', 'a1', 'c1', 'b2', 'a2', 'b3']);
  });

  test('a zone keeps its turn when its first node goes, and loses it with its last', () => {
    const { tree: nodes, infos, order } = tree('a1', 'b1', 'a2');
    nodes.remove(infos.get('a1')!, infos.get('a1')!.node);
    expect(order()).toEqual(['a2', 'b1']);
    nodes.remove(infos.get('a2')!, infos.get('a2')!.node);
    nodes.add(infos.get('a1')!);
    expect(order()).toEqual(['b1', 'a1']);
  });

  test('a node that changes its zone comes last there', () => {
    const { tree: nodes, infos, order } = tree('a1', 'a2', 'b1');
    const moving = infos.get('a1')!;
    const before = moving.node;
    moving.node = node('a1', { labels: { [ZONE]: 'b' } });
    nodes.update(moving, before);
    expect(order()).toEqual(['a2', 'b1', 'a1']);
    expect([...nodes.slots()]).toEqual(nodes.nodes().map(({ slot }) => slot));
  });
});
