import type { Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { HostPorts, hostPortsOf } from '../../../lib/engine/apimachinery/host-ports';

function pod(hostPort: number, hostIP?: string, protocol?: string): Pod {
  const metadata = { name: 'a', uid: 'a', resourceVersion: '1', creationTimestamp: '2024-01-01T00:00:00Z' };
  const ports = [{ containerPort: 80, hostPort, hostIP, protocol }];
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'main', ports }] } };
}

describe('HostPorts', () => {
  test.each([
    ['the same port', pod(80), true],
    ['another port', pod(81), false],
    ['another protocol', pod(80, undefined, 'UDP'), false],
    ['one address of all', pod(80, '10.0.0.1'), true],
  ])('%s', (_what, other, clashes) => {
    const used = new HostPorts();
    used.count(hostPortsOf(pod(80)), 1);
    expect(hostPortsOf(other).some((port) => used.clash(port))).toBe(clashes);
  });

  test('two addresses do not clash, and a port is free again once its pod is gone', () => {
    const used = new HostPorts();
    used.count(hostPortsOf(pod(80, '10.0.0.1')), 1);
    expect(used.clash(hostPortsOf(pod(80, '10.0.0.2'))[0]!)).toBe(false);
    expect(used.clash(hostPortsOf(pod(80))[0]!)).toBe(true);
    used.count(hostPortsOf(pod(80, '10.0.0.1')), -1);
    expect(used.clash(hostPortsOf(pod(80))[0]!)).toBe(false);
  });
});
