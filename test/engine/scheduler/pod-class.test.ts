import { PodClasses, UNKNOWN, FITS } from '../../../lib/engine/scheduler/pod-class';
import { Snapshot } from '../../../lib/engine/scheduler/snapshot';
import { amountsOf, nodeChoiceOf, tolerationsOf } from '../../../lib/engine/scheduler/pod-traits';
import { node, on, pod } from './nodes-and-pods';

const filters = [tolerationsOf, nodeChoiceOf].map((traitsOf, index) => ({ name: `filter ${index}`, traitsOf }));
const scores = [{ name: 'score', traitsOf: amountsOf }];

describe('PodClasses', () => {
  test('pods are alike as long as the plugins look at the same', () => {
    const classes = new PodClasses(filters, scores, new Snapshot().changes);
    const plain = classes.of(pod('a', { labels: { app: 'web' } }));
    expect(classes.of(pod('b', { labels: { app: 'cart' }, namespace: 'bank' }))).toBe(plain);
    expect(classes.of(pod('c', { cpu: '200m' }))).not.toBe(plain);
    expect(classes.of(pod('d', { spec: { nodeSelector: { disk: 'ssd' } } }))).not.toBe(plain);
    expect(classes.of(pod('e', { spec: { tolerations: [{ operator: 'Exists' }] } }))).not.toBe(plain);
  });

  test('what is known of a node is forgotten when the node or its pods change, and only then', () => {
    const snapshot = new Snapshot();
    for (const name of ['a', 'b']) snapshot.putNode(node(name));
    const classes = new PodClasses(filters, scores, snapshot.changes);
    const [slotA, slotB] = [snapshot.get('a')!.slot, snapshot.get('b')!.slot];
    const known = classes.of(pod('1'));
    known.verdicts.fill(FITS);
    const there = on('a', pod('2'));
    snapshot.putPod(there);
    expect([...classes.of(pod('1')).verdicts]).toEqual([slotA, slotB].map((slot) => (slot === slotA ? UNKNOWN : FITS)));
    known.verdicts.fill(FITS);
    snapshot.putPod({ ...there, status: { phase: 'Running' } });
    const before = snapshot.get('b')!.node;
    snapshot.putNode({ ...before, status: { ...before.status, phase: 'Running' } });
    expect([...classes.of(pod('1')).verdicts]).toEqual([FITS, FITS]);
    snapshot.putNode({ ...before, spec: { unschedulable: true } });
    expect(classes.of(pod('1')).verdicts[slotB]).toBe(UNKNOWN);
  });

  test('a class that was not asked for long forgets everything, and makes room for new nodes', () => {
    const snapshot = new Snapshot();
    snapshot.putNode(node('a'));
    const classes = new PodClasses(filters, scores, snapshot.changes);
    classes.of(pod('1')).verdicts.fill(FITS);
    for (let number = 0; number < 10_000; number++) snapshot.changes.note(0);
    for (let number = 0; number < 20; number++) snapshot.putNode(node(`node-${number}`));
    expect([...classes.of(pod('1')).verdicts]).toEqual(new Array(21).fill(UNKNOWN));
  });
});
