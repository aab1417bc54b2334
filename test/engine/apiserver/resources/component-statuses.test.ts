import type { ComponentStatus } from '../../../../lib/engine/apimachinery/api/core-v1';
import { Cluster } from '../../../../lib/engine/cluster';

const statuses = (cluster: Cluster): Record<string, string | undefined> =>
  Object.fromEntries(
    (cluster.list('ComponentStatus') as readonly ComponentStatus[]).map(({ metadata, conditions }) => [
      metadata.name,
      [conditions?.[0]?.status, conditions?.[0]?.message, conditions?.[0]?.error].filter(Boolean).join(' '),
    ]),
  );
const unreachable = (port: number): string =>
  `False Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`;

describe('ComponentStatus', () => {
  test('follows what runs', () => {
    const cluster = new Cluster();
    expect(statuses(cluster)).toEqual({ 'controller-manager': 'True ok', 'etcd-0': 'True ok', scheduler: 'True ok' });
    cluster.faults.schedulerStopped();
    cluster.faults.controllerManagerStopped();
    expect(statuses(cluster)).toEqual({
      'controller-manager': unreachable(10257),
      'etcd-0': 'True ok',
      scheduler: unreachable(10259),
    });
  });

  test('tells of an etcd without a quorum, which leaders do not outlive', () => {
    const cluster = new Cluster();
    cluster.faults.etcdQuorumLost();
    const { status, body } = cluster.http({ method: 'GET', url: '/api/v1/componentstatuses', headers: {} });
    expect(status).toBe(200);
    const { items } = JSON.parse(body) as { items: { conditions: { status: string; error?: string }[] }[] };
    expect(items.map(({ conditions }) => conditions[0]?.status)).toEqual(['False', 'False', 'False']);
    expect(items[1]?.conditions[0]?.error).toBe('context deadline exceeded');
  });

  test('is deprecated, and knows no other names', () => {
    const url = '/api/v1/componentstatuses/moon';
    const { warnings, body } = new Cluster().http({ method: 'GET', url, headers: {} });
    expect(warnings).toEqual(['v1 ComponentStatus is deprecated in v1.19+']);
    expect(JSON.parse(body)).toMatchObject({ message: 'Component not found: moon', code: 500 });
  });
});
