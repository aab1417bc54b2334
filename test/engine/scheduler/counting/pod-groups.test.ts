import { selectorOfMap } from '../../../../lib/engine/apimachinery/labels';
import { PodGroups, type PodRule } from '../../../../lib/engine/scheduler/counting/pod-groups';
import { NodeInfo } from '../../../../lib/engine/scheduler/node-info';
import { node, pod } from '../nodes-and-pods';

const [a, b] = [new NodeInfo(node('a'), 0), new NodeInfo(node('b'), 1)];

/** A rule for pods with these labels, and how often it was asked. */
function rule(labels: Record<string, string>, namespace?: string): PodRule & { asked: number } {
  const selector = selectorOfMap(labels);
  return {
    key: `${namespace} ${selector.toString()}`,
    namespace,
    requirements: selector.requirements,
    asked: 0,
    matches(group) {
      this.asked++;
      return selector.matches(group.labels);
    },
  };
}

describe('PodGroups', () => {
  test('pods are counted that were there before, and those that come and go afterwards', () => {
    const groups = new PodGroups();
    const [first, second] = [pod('1', { labels: { app: 'web' } }), pod('2', { labels: { app: 'web' } })];
    groups.add(first, a);
    const counts = groups.counted(rule({ app: 'web' }, 'shop'));
    expect([counts.on(a), counts.on(b), counts.total]).toEqual([1, 0, 1]);
    groups.add(second, b);
    groups.remove(first, a);
    expect([counts.on(a), counts.on(b), counts.total]).toEqual([0, 1, 1]);
  });

  test('a rule is asked once for each group, not for each pod, and only groups that may match', () => {
    const groups = new PodGroups();
    for (let number = 0; number < 50; number++) {
      groups.add(pod(`web-${number}`, { labels: { app: 'web' } }), a);
      groups.add(pod(`job-${number}`, { labels: { job: `${number}` } }), a);
    }
    const webs = rule({ app: 'web' }, 'shop');
    expect(groups.counted(webs).total).toBe(50);
    expect(groups.counted(webs).total).toBe(50);
    expect(webs.asked).toBe(1);
  });

  test('a group of labels that were not there before is found by rules that were', () => {
    const groups = new PodGroups();
    const webs = groups.counted(rule({ app: 'web' }, 'shop'));
    const everywhere = groups.counted(rule({ app: 'web' }));
    groups.add(pod('1', { labels: { app: 'web', track: 'canary' } }), a);
    groups.add(pod('2', { labels: { app: 'web' }, namespace: 'bank' }), a);
    expect([webs.total, everywhere.total]).toEqual([1, 2]);
  });

  test('a pod that changes its labels, or starts to leave, changes its group', () => {
    const groups = new PodGroups();
    const before = pod('1', { labels: { app: 'web' } });
    const staying = { ...rule({ app: 'web' }, 'shop'), key: 'staying' };
    const counts = groups.counted({
      ...staying,
      matches: ({ labels, isLeaving }) => !isLeaving && labels['app'] === 'web',
    });
    const all = groups.counted(rule({ app: 'web' }, 'shop'));
    groups.add(before, a);
    const leaving = pod('1', { labels: { app: 'web' }, isLeaving: true });
    groups.replace(before, leaving, a);
    expect([counts.total, all.total]).toEqual([0, 1]);
    groups.replace(leaving, pod('1', { labels: { app: 'cart' }, isLeaving: true }), a);
    expect([counts.total, all.total]).toEqual([0, 0]);
  });

  test('when namespaces change, rules over several of them are asked again', () => {
    const groups = new PodGroups();
    groups.add(pod('1', { namespace: 'bank' }), a);
    const chosen = new Set<string>();
    const byNamespace: PodRule = { key: 'chosen', requirements: [], matches: ({ namespace }) => chosen.has(namespace) };
    expect(groups.counted(byNamespace).total).toBe(0);
    chosen.add('bank');
    expect(groups.counted(byNamespace).total).toBe(0);
    groups.namespacesChanged();
    expect(groups.counted(byNamespace).total).toBe(1);
  });

  test('rules that were not asked for long are forgotten, and counted anew when they are asked again', () => {
    const groups = new PodGroups();
    const first = groups.counted(rule({ app: 'web' }, 'shop'));
    for (let number = 0; number < 600; number++) groups.counted(rule({ app: `${number}` }, 'shop'));
    groups.add(pod('1', { labels: { app: 'web' } }), a);
    expect(first.total).toBe(0);
    expect(groups.counted(rule({ app: 'web' }, 'shop')).total).toBe(1);
  });
});
