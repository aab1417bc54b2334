import type { Pod } from '../../../../lib/engine/apiserver/resources/pod/pod-types';
import { hostsFile, resolverFile } from '../../../../lib/engine/kubelet/environment/hosts-file';

const metadata = {
  name: 'p',
  namespace: 'n',
  uid: 'u',
  resourceVersion: '1',
  creationTimestamp: '2024-01-01T00:00:00Z',
};

function pod(spec: Partial<Pod['spec']>): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], dnsPolicy: 'ClusterFirst', ...spec } };
}

describe('hostsFile', () => {
  test('a pod in the network of its node has no line of its own', () => {
    const text = hostsFile(pod({ hostNetwork: true, hostAliases: [{ ip: '192.0.2.1', hostnames: ['db'] }] }), [
      '10.0.0.1',
    ]);
    expect(text.split('\n')[0]).toBe('# Kubernetes-managed hosts file (host network).');
    expect(text).not.toContain('10.0.0.1');
    expect(text).toContain('\n\n# Entries added by HostAliases.\n192.0.2.1\tdb\n');
  });
});

describe('resolverFile', () => {
  test.each([
    [{}, 'search n.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n'],
    [
      { dnsConfig: { searches: ['example.com'], options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] } },
      'search n.svc.cluster.local svc.cluster.local cluster.local example.com\nnameserver 10.96.0.10\noptions ndots:2 edns0\n',
    ],
    [{ dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.53'] } }, 'nameserver 192.0.2.53\n'],
    [{ dnsPolicy: 'Default' }, ''],
  ])('%j', (spec, text) => {
    expect(resolverFile(pod(spec), '10.96.0.10')).toBe(text);
  });
});
