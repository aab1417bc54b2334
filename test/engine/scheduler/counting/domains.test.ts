import { Domains, EVERY_NODE, NO_DOMAIN } from '../../../../lib/engine/scheduler/counting/domains';
import { NodeCounts } from '../../../../lib/engine/scheduler/counting/node-counts';
import { NodeInfo } from '../../../../lib/engine/scheduler/node-info';
import { node } from '../nodes-and-pods';

const inZone = (name: string, slot: number, zone?: string): NodeInfo =>
  new NodeInfo(node(name, { labels: zone === undefined ? {} : { zone } }), slot);

describe('Domains', () => {
  test('nodes with the same value of the label are in one domain, those without it in none', () => {
    const domains = new Domains('zone', EVERY_NODE);
    const [a, b, c, none] = [inZone('a', 0, 'x'), inZone('b', 1, 'y'), inZone('c', 2, 'x'), inZone('d', 3)];
    for (const info of [a, b, c, none]) domains.put(info);
    expect(domains.indexOf(a)).toBe(domains.indexOf(c));
    expect(domains.indexOf(a)).not.toBe(domains.indexOf(b));
    expect(domains.indexOf(none)).toBe(NO_DOMAIN);
    expect(domains.size).toBe(2);
  });

  test('a domain counts as long as one of its nodes is in the scope', () => {
    const domains = new Domains('zone', { key: 'ssd', includes: ({ labels }) => labels['disk'] === 'ssd' });
    const info = new NodeInfo(node('a', { labels: { zone: 'x', disk: 'ssd' } }), 0);
    domains.put(info);
    expect([domains.size, domains.countedIndexOf(info)]).toEqual([1, domains.indexOf(info)]);
    info.node = node('a', { labels: { zone: 'x' } });
    domains.put(info);
    expect([domains.size, domains.countedIndexOf(info)]).toEqual([0, NO_DOMAIN]);
    expect(domains.indexOf(info)).not.toBe(NO_DOMAIN);
  });

  test('values that no node has any more make room for others', () => {
    const domains = new Domains('zone', EVERY_NODE);
    const seen = new Set<number>();
    for (let number = 0; number < 20; number++) {
      const info = inZone('a', 0, `zone-${number}`);
      domains.put(info);
      seen.add(domains.indexOf(info));
    }
    expect(Math.max(...seen)).toBeLessThan(3);
    expect(domains.size).toBe(1);
  });
});

describe('NodeCounts', () => {
  test('sums follow what is counted, and the nodes that change their domain', () => {
    const domains = new Domains('zone', EVERY_NODE);
    const [a, b] = [inZone('a', 0, 'x'), inZone('b', 1, 'y')];
    for (const info of [a, b]) domains.put(info);
    const counts = new NodeCounts();
    counts.add(a, 2);
    const sums = counts.sumsOver(domains, [a, b]);
    counts.add(b, 1);
    expect([sums.of(domains.indexOf(a)), sums.of(domains.indexOf(b)), sums.total]).toEqual([2, 1, 3]);
    a.node = node('a', { labels: { zone: 'y' } });
    domains.put(a);
    expect([sums.of(domains.indexOf(b)), sums.total]).toEqual([3, 3]);
    domains.remove(a);
    expect([sums.of(domains.indexOf(b)), sums.total]).toEqual([1, 1]);
  });

  test('once the domains are not followed any more, sums over them are worked out anew', () => {
    const domains = new Domains('zone', EVERY_NODE);
    const a = inZone('a', 0, 'x');
    domains.put(a);
    const counts = new NodeCounts();
    const before = counts.sumsOver(domains, [a]);
    domains.release();
    counts.add(a, 5);
    expect(before.total).toBe(0);
    expect(counts.sumsOver(domains, [a]).total).toBe(5);
  });
});
