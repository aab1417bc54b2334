import type { Pod, PodSpec } from '../../../../lib/engine/apimachinery/api/core-v1';
import { dnsConfig } from '../../../../lib/engine/kubelet/environment/dns-config';
import { oneNode, runPod, told } from '../one-node';

const metadata = {
  name: 'p',
  namespace: 'n',
  uid: 'u',
  resourceVersion: '1',
  creationTimestamp: '2024-01-01T00:00:00Z',
};

function configOf(spec: Partial<PodSpec>): ReturnType<typeof dnsConfig> {
  return dnsConfig({ metadata, spec: { containers: [], dnsPolicy: 'ClusterFirst', ...spec } } as unknown as Pod);
}

const servers = (count: number): string[] => Array.from({ length: count }, (_one, index) => `192.0.2.${index + 1}`);
const domains = (count: number, length = 10): string[] =>
  Array.from({ length: count }, (_one, index) => `d${index}`.padEnd(length, 'x'));

// pkg/kubelet/network/dns/dns.go
describe('dnsConfig', () => {
  test('a pod in the network of its node looks names up as the node does, unless it says otherwise', () => {
    expect(configOf({ hostNetwork: true }).servers).toEqual([]);
    expect(configOf({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }).servers).toEqual(['10.96.0.10']);
  });

  test('what is named twice counts once, and the own options win', () => {
    const { searches, options } = configOf({
      dnsConfig: {
        searches: ['svc.cluster.local', 'a.test'],
        options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
      },
    });
    expect(searches).toEqual(['n.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'a.test']);
    expect(options).toEqual(['ndots:2', 'edns0']);
  });

  test('of more than three name servers the first three are taken', () => {
    const { servers: taken, warnings } = configOf({ dnsConfig: { nameservers: servers(3) } });
    expect(taken).toEqual(['10.96.0.10', '192.0.2.1', '192.0.2.2']);
    expect(warnings).toEqual([
      'Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: 10.96.0.10 192.0.2.1 192.0.2.2',
    ]);
    expect(configOf({ dnsConfig: { nameservers: servers(2) } }).warnings).toEqual([]);
  });

  test.each([
    ['more than 32', domains(30), 32],
    ['longer than a name may be', [...domains(2), 'y'.repeat(254)], 5],
    ['more than fit into a line', domains(10, 250), 10],
  ])('search domains: %s', (_what, searches, count) => {
    const { searches: taken, warnings } = configOf({ dnsConfig: { searches } });
    expect(taken).toHaveLength(count);
    expect(warnings).toEqual([
      `Search Line limits were exceeded, some search paths have been omitted, the applied search line is: ${taken.join(' ')}`,
    ]);
  });

  test('the pod is told of what was left out', () => {
    const cluster = oneNode();
    runPod(cluster, 'p', {}, { dnsConfig: { nameservers: servers(3) } });
    expect(told(cluster, 'DNSConfigForming')).toEqual([expect.stringMatching(/^Nameserver limits were exceeded/)]);
  });
});
