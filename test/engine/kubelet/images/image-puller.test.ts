import { oneNode, runPod, told } from '../one-node';

describe('ImagePuller', () => {
  test('images are pulled one after the other, and the waiting is told', () => {
    const cluster = oneNode({ images: { 'shop/*': { pullSeconds: 4 } } });
    const containers = [{ name: 'main', image: 'shop/one:1' }];
    for (const name of ['a', 'b']) {
      const spec = {
        automountServiceAccountToken: false,
        containers: [{ ...containers[0]!, image: `shop/${name}:1` }],
      };
      cluster.resource('Pod').create({ metadata: { name, namespace: 'default' }, spec });
    }
    cluster.advance('20s');
    const times = told(cluster, 'Pulled').map((message) =>
      /in (\S+) \((\S+) including waiting\)/.exec(message)?.slice(1),
    );
    expect(times[0]).toEqual(['4s', '4s']);
    expect(times[1]?.[0]).toBe('4s');
    expect(Number.parseFloat(times[1]?.[1] ?? '')).toBeGreaterThan(7);
  });

  test('a node that has pulled ten images at once has to wait for the next', () => {
    const cluster = oneNode();
    const containers = Array.from({ length: 12 }, (_one, index) => ({
      name: `c${index}`,
      image: `shop/app${index}:1`,
    }));
    for (const container of containers) {
      const spec = { automountServiceAccountToken: false, containers: [container] };
      cluster.resource('Pod').create({ metadata: { name: container.name, namespace: 'default' }, spec });
    }
    cluster.advance('5s');
    const refused = told(cluster, 'Failed').filter((message) => message.endsWith('pull QPS exceeded'));
    expect(refused.length).toBeGreaterThan(0);
    cluster.advance('1m');
    expect(cluster.list('Pod').every(({ status }) => status?.phase === 'Running')).toBe(true);
  });

  test('a registry that answers again is asked again after ten seconds', () => {
    const cluster = oneNode();
    cluster.kubelets!.registries.fail('shop.example', 'unavailable');
    runPod(cluster, 'p', { image: 'shop.example/web:1' });
    const waiting = (): string | undefined =>
      cluster.get('Pod', 'p').status?.containerStatuses?.[0]?.state?.waiting?.reason;
    expect(waiting()).toBe('RegistryUnavailable');
    cluster.kubelets!.registries.restore('shop.example');
    cluster.runUntil(() => cluster.get('Pod', 'p').status?.phase === 'Running', { within: '1m' });
    expect(told(cluster, 'Failed')).toContain('Error: RegistryUnavailable');
  });
});
