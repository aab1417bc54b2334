import { beginFault, FAULTS } from '../../../lib/engine/faults/fault-catalogue';
import { breakable, condition, node } from './breakable-cluster';

describe('Faults by name', () => {
  test('begin and are handed back', () => {
    const cluster = breakable();
    const fault = beginFault(cluster.faults, 'node-down', { node: 'node-1' });
    cluster.advance('1m');
    expect([fault?.name, condition(node(cluster, 'node-1'), 'Ready')]).toEqual(['node-down node-1', 'Unknown']);
  });

  test('that are over at once hand back nothing', () => {
    expect(beginFault(breakable().faults, 'etcd-compaction', {})).toBeUndefined();
  });

  test.each([
    ['node-downs', {}, 'There is no fault "node-downs"; there are: kill-pod,'],
    ['node-down', {}, 'node-down needs "node": name of a node.'],
    ['node-down', { node: 'node-1', zone: 'a' }, 'node-down takes no "zone"; it takes node.'],
    ['pressure', { node: 'node-1', shortage: 'air' }, '"shortage" is one of memory, disk, pid, got "air".'],
    ['slow-node', { node: 'node-1', factor: 'much' }, '"factor" is a number, got "much".'],
    ['clock-skew', { node: 'node-1', skew: 'soon' }, '"skew" is a duration such as 90s or 2m, got "soon".'],
    ['proxy-stopped', { node: 'node-1' }, 'proxy-stopped takes no "node"; it takes nothing.'],
  ])('say what is wrong with %s %j', (name, given, message) => {
    expect(() => beginFault(breakable().faults, name, given)).toThrow(message);
  });

  test('have names of their own', () => {
    const names = FAULTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
