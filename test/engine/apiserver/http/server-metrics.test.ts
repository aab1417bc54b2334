import { Cluster } from '../../../../lib/engine/cluster';

describe('/metrics', () => {
  test('counts what is stored, and names the version', () => {
    const cluster = new Cluster({ nodes: 2 });
    const { status, headers, body } = cluster.http({ method: 'GET', url: '/metrics', headers: {} });
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(body).toContain('\napiserver_storage_objects{resource="nodes"} 2\n');
    expect(body).toContain('\napiserver_storage_objects{resource="deployments.apps"} 0\n');
    expect(body).toMatch(/\nkubernetes_build_info\{.*git_version="v1\.28\.15".*\} 1\n/);
  });

  test('is not for everybody', () => {
    const user = { name: 'jane', groups: ['system:authenticated'] };
    expect(new Cluster().http({ method: 'GET', url: '/metrics', headers: {}, user }).status).toBe(403);
  });
});
