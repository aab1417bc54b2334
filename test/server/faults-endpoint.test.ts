import { FAULTS_PATH, FaultsEndpoint } from '../../lib/server/faults-endpoint';
import { Cluster } from '../../lib/engine/cluster';
import { serveCluster, type ServedCluster } from '../../lib/testing';

interface Listed {
  readonly active: readonly { readonly id: string; readonly name: string }[];
  readonly faults: readonly { readonly name: string }[];
}

describe('FaultsEndpoint', () => {
  const endpoint = (): FaultsEndpoint => {
    const cluster = new Cluster({ nodes: 1 });
    cluster.advance('1s');
    return new FaultsEndpoint(cluster.faults);
  };
  const ask = (at: FaultsEndpoint, method: string, url: string, body?: unknown): unknown =>
    JSON.parse(at.answer({ method, url, headers: {}, body: body === undefined ? '' : JSON.stringify(body) }).body);
  const PATH = '/boutique/v1/faults';

  test('begins, lists and heals', () => {
    const at = endpoint();
    expect(ask(at, 'POST', PATH, { fault: 'node-down', with: { node: 'node-1' } })).toMatchObject({
      id: 'fault-1',
      name: 'node-down node-1',
      healed: false,
    });
    const listed = ask(at, 'GET', PATH) as Listed;
    expect(listed.active.map(({ id }) => id)).toEqual(['fault-1']);
    expect(listed.faults.map(({ name }) => name)).toContain('etcd-quorum-lost');
    expect(ask(at, 'DELETE', `${PATH}/fault-1`)).toMatchObject({ healed: [{ id: 'fault-1', healed: true }] });
    expect((ask(at, 'GET', PATH) as Listed).active).toEqual([]);
  });

  test.each([
    ['POST', PATH, { fault: 'node-down', with: { node: 'node-9' } }, 'There is no simulated kubelet on "node-9"'],
    ['POST', PATH, { fault: 'nothing' }, 'There is no fault "nothing"'],
    ['POST', PATH, {}, '"fault" is the name of a fault'],
    ['POST', PATH, { fault: 'node-down', with: [] }, '"with" is an object'],
    ['DELETE', `${PATH}/fault-7`, undefined, 'could not find the requested resource'],
    ['PUT', PATH, {}, 'not allow this method'],
  ])('refuses %s %s %j', (method, url, body, message) => {
    expect(() => ask(endpoint(), method, url, body)).toThrow(message);
  });
});

describe('A served cluster', () => {
  let served: ServedCluster;
  beforeAll(async () => {
    served = await serveCluster({ nodes: 1 });
  });
  afterAll(() => served.close());

  test('whose API server is stopped refuses connections, and can be told to heal at another port', async () => {
    const begun = { method: 'POST', body: JSON.stringify({ fault: 'api-server-stopped' }) };
    expect((await fetch(`${served.url}${FAULTS_PATH}`, begun)).status).toBe(201);
    await expect(fetch(`${served.url}/api/v1/nodes`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect((await fetch(`${served.controlUrl}${FAULTS_PATH}`, { method: 'DELETE' })).status).toBe(200);
    expect((await fetch(`${served.url}/api/v1/nodes`)).status).toBe(200);
  });

  test('answers nothing but its own paths at that port', async () => {
    expect((await fetch(`${served.controlUrl}/api/v1/nodes`)).status).toBe(404);
  });
});
