import { unschedulable } from '../../../lib/engine/scheduler/framework';
import { NodeInfo } from '../../../lib/engine/scheduler/node-info';
import { NodeRefusals, refusalBy } from '../../../lib/engine/scheduler/node-refusals';
import { node } from './nodes-and-pods';

const infos = Array.from({ length: 6 }, (_, slot) => new NodeInfo(node(`node-${slot}`), slot));
const full = unschedulable('Too many pods');
const busy = unschedulable('no free ports');

describe('NodeRefusals', () => {
  test('nodes with the same refusal are one group, of which the first are named', () => {
    const refusals = new NodeRefusals();
    infos.forEach((info, index) =>
      refusals.add(info, index === 2 ? refusalBy('NodePorts', busy) : refusalBy('NodeResourcesFit', full)),
    );
    expect(refusals.groups()).toEqual([
      { refusal: { ...full, plugin: 'NodeResourcesFit' }, count: 5, examples: ['node-0', 'node-1', 'node-3'] },
      { refusal: { ...busy, plugin: 'NodePorts' }, count: 1, examples: ['node-2'] },
    ]);
    expect([...refusals.plugins()]).toEqual(['NodeResourcesFit', 'NodePorts']);
    expect(refusals.get(infos[2]!)).toBe(refusalBy('NodePorts', busy));
    expect(refusals.get(new NodeInfo(node('other'), 9))).toBeUndefined();
    expect(refusals.size).toBe(6);
  });

  test('a refusal is told apart by who refuses', () => {
    expect(refusalBy('A', full)).toBe(refusalBy('A', full));
    expect(refusalBy('B', full).plugin).toBe('B');
  });
});
