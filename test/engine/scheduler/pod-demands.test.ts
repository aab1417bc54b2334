import { demandsOf } from '../../../lib/engine/scheduler/pod-demands';
import { on, pod } from './nodes-and-pods';

describe('demandsOf', () => {
  test('all states of a pod share what was worked out once', () => {
    const waiting = pod('a');
    expect(demandsOf({ ...on('node', waiting), status: { phase: 'Running' } })).toBe(demandsOf(waiting));
  });

  test('what a pod asks for is worked out again when it asks for something else', () => {
    const before = pod('a');
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'disk' } }];
    const after = { ...before, spec: { ...before.spec!, volumes } };
    expect([demandsOf(before).claimNames, demandsOf(after).claimNames]).toEqual([[], ['disk']]);
    const overhead = { cpu: '1' };
    expect(demandsOf({ ...before, spec: { ...before.spec!, overhead } }).requests.get('cpu')).toBe(1100);
  });

  test('cpu, memory and ephemeral storage come first, then the others by name; nothing is no demand', () => {
    const requests = { 'example.com/b': '1', 'example.com/a': '2', 'ephemeral-storage': '1', memory: '1', cpu: '0' };
    const containers = [{ name: 'main', resources: { requests } }];
    const asking = pod('a', { spec: { containers } });
    expect(demandsOf(asking).wanted.map(([resource]) => resource)).toEqual([
      'memory',
      'ephemeral-storage',
      'example.com/a',
      'example.com/b',
    ]);
  });
});
