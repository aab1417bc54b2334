import { BoutiqueProcess, temporaryPath } from '../../support/run-boutique';

jest.setTimeout(180_000);

const run = (...args: string[]): Promise<{ code: number | null; out: string; error: string }> =>
  new BoutiqueProcess(['fault', ...args]).ended;

describe('boutique fault', () => {
  test('begins, lists and heals faults of a running server', async () => {
    const path = temporaryPath('kubeconfig');
    const server = new BoutiqueProcess(['serve', '--port', '0', '--nodes', '1', '--kubeconfig', path]);
    await server.untilFile(path);
    const begun = await run('begin', 'node-down', 'node=node-1', '--kubeconfig', path);
    const listed = await run('list', '--kubeconfig', path);
    const wrong = await run('begin', 'node-down', 'node=node-9', '--kubeconfig', path);
    const healed = await run('heal', 'all', '--kubeconfig', path);
    await server.end();
    expect(begun.out).toBe('fault-1: node-down node-1; boutique fault heal fault-1\n');
    expect(listed.out).toMatch(/^fault-1: node-down node-1, since \d{4}-/);
    expect([wrong.code, wrong.error]).toEqual([
      1,
      expect.stringContaining('There is no simulated kubelet on "node-9"'),
    ]);
    expect(healed.out).toBe('healed: node-down node-1\n');
  });

  test.each([
    [['begin', 'meteor'], 'There is no fault "meteor"'],
    [['begin', 'node-down', 'node-1'], 'Values are written as name=value, got "node-1".'],
    [['list', '--kubeconfig', '/nowhere/kubeconfig'], '/nowhere/kubeconfig cannot be read.'],
  ])('explains the mistake in %j', async (args, message) => {
    const { code, error } = await run(...args);
    expect([code, error]).toEqual([1, expect.stringContaining(message)]);
  });
});
