import type { Pod } from '../../../../lib/engine/apiserver/resources/pod/pod-types';
import { hostnameFault, hostsFile, resolverFile } from '../../../../lib/engine/kubelet/environment/hosts-file';
import { oneNode, runPod, told } from '../one-node';

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
    expect(resolverFile(pod(spec))).toBe(text);
  });
});

// pkg/kubelet/util/util.go (GetNodenameForKernel)
describe('hostnameFault', () => {
  test('a full name that is wanted for the host name may have 64 letters', () => {
    const long = { hostname: 'h'.repeat(60), subdomain: 'db', setHostnameAsFQDN: true };
    expect(hostnameFault(pod(long))).toBe(
      `failed to construct FQDN from pod hostname and cluster domain, FQDN ${'h'.repeat(60)}.db.n.svc.cluster.local is too long (64 characters is the max, 83 characters requested)`,
    );
    expect(hostnameFault(pod({ ...long, hostname: 'short' }))).toBeUndefined();
    expect(hostnameFault(pod({ ...long, setHostnameAsFQDN: false }))).toBeUndefined();
  });

  test('a pod with such a name gets no sandbox; in the network of its node no container', () => {
    const cluster = oneNode();
    const long = { hostname: 'h'.repeat(60), subdomain: 'db', setHostnameAsFQDN: true };
    runPod(cluster, 'alone', {}, long);
    runPod(cluster, 'host', {}, { ...long, hostNetwork: true });
    expect(told(cluster, 'FailedCreatePodSandBox')[0]).toMatch(
      /^Failed to create pod sandbox: failed to construct FQDN from pod hostname and cluster domain/,
    );
    expect(told(cluster, 'Failed')[0]).toMatch(/^Error: failed to construct FQDN/);
  });
});
