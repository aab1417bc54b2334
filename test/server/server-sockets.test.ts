import { createServer } from 'node:net';
import { serveCluster, type ServedCluster } from '../../lib/testing';

const portOf = (url: string): number => Number(new URL(url).port);

describe('ServerSockets', () => {
  let served: ServedCluster;
  const reached = async (): Promise<boolean> =>
    fetch(`${served.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  const untilReached = async (): Promise<void> => {
    while (!(await reached())) await new Promise((next) => setTimeout(next, 50));
  };

  beforeEach(async () => {
    served = await serveCluster();
  });
  afterEach(() => served.close());

  test('a stopped API server ends watches and does not listen; started, it does at the same port', async () => {
    const watch = await fetch(`${served.url}/api/v1/nodes?watch=true`);
    const ended = watch.text().then(
      () => 'ended',
      () => 'broken',
    );
    const stopped = served.cluster.faults.apiServerStopped();
    expect(await ended).toMatch(/ended|broken/);
    expect(await reached()).toBe(false);
    stopped.heal();
    await untilReached();
  });

  test('a restart can be over before anybody notices', async () => {
    served.cluster.faults.restartApiServer();
    await untilReached();
  });

  test('a port that was taken meanwhile is waited for', async () => {
    const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const stopped = served.cluster.faults.apiServerStopped();
    const squatter = createServer();
    await new Promise<void>((listening) => squatter.listen(portOf(served.url), '127.0.0.1', listening));
    stopped.heal();
    await new Promise((next) => setTimeout(next, 200));
    expect(String(warnings.mock.calls[0]?.[0])).toContain('is in use already');
    await new Promise((closed) => squatter.close(closed));
    await untilReached();
    warnings.mockRestore();
  });

  test('a server that is closed while its API server is stopped stays closed', async () => {
    const stopped = served.cluster.faults.apiServerStopped();
    await served.close();
    stopped.heal();
    expect(await reached()).toBe(false);
  });
});
