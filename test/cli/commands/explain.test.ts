import { readFileSync, writeFileSync } from 'node:fs';
import { BoutiqueProcess, temporaryPath } from '../../support/run-boutique';

jest.setTimeout(180_000);

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: big, namespace: kube-public }
spec:
  containers: [{ name: main, image: 'shop/big:1', resources: { requests: { cpu: '100' } } }]
`;
const run = (...args: string[]): BoutiqueProcess['ended'] => new BoutiqueProcess(['explain', ...args]).ended;

describe('boutique explain', () => {
  test('tells why a pod of a running server waits', async () => {
    const path = temporaryPath('kubeconfig');
    const server = new BoutiqueProcess(['serve', '-', '--port', '0', '--nodes', '1', '--kubeconfig', path], POD);
    await server.untilFile(path);
    const text = await run('big', '-n', 'kube-public', '--kubeconfig', path);
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace('cluster: boutique\n', 'cluster: boutique\n      namespace: kube-public\n'),
    );
    const json = await run('big', '--json', '--kubeconfig', path);
    const nobody = await run('nobody', '--kubeconfig', path);
    await server.end();
    expect(text.out).toContain('kube-public/big waits for a node (default-scheduler)\n');
    expect(text.out).toContain('Insufficient cpu');
    expect(JSON.parse(json.out)).toMatchObject({ pod: 'kube-public/big', schedulerName: 'default-scheduler' });
    expect([nobody.code, nobody.error]).toEqual([1, 'pods "nobody" not found\n']);
  });

  test('asks for a server', async () => {
    const { code, error } = await run('big', '--kubeconfig', '/nowhere/kubeconfig');
    expect([code, error]).toEqual([1, expect.stringContaining('/nowhere/kubeconfig cannot be read.')]);
  });
});
