/** What people do inside of containers, with the real kubectl and the engine's own kubelets. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BoutiqueServer } from '../../lib/server/boutique-server';
import { Kubeconfig } from '../../lib/server/kubeconfig';
import { kubectls, run, temporaryFolder, type Printed, type Run } from '../support/kubectl';

jest.setTimeout(180_000);

const found = kubectls();
if (found.length === 0) console.warn('kubectl is not there (PATH, KUBECTL_DIR): nothing is typed into containers.');
const suite = found.length === 0 ? describe.skip : describe;

const IMAGE = 'registry.example/tool:1';

suite.each(found.length === 0 ? [['kubectl', '']] : found)('%s', (_name, program) => {
  const server = new BoutiqueServer({ cluster: { nodes: 1 }, speed: 20 });
  const folder = temporaryFolder();
  const kubeconfig = new Kubeconfig(join(folder, 'kubeconfig'));

  const ask = (args: readonly string[], options: Run = {}): Promise<Printed> =>
    run(program, args, { ...options, env: { KUBECONFIG: kubeconfig.path, KUBECACHEDIR: join(folder, 'cache') } });
  const kubectl = async (args: readonly string[], options: Run = {}): Promise<string> => {
    const { code, out, error } = await ask(args, options);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${error}`);
    return out;
  };
  const sh = (script: string, options: Run = {}): Promise<string> =>
    kubectl(['exec', ...(options.stdin === undefined ? [] : ['-i']), 'tool', '--', 'sh', '-c', script], options);

  beforeAll(async () => {
    await server.start();
    kubeconfig.write(server.credentials);
    await kubectl(['run', 'tool', '--image', IMAGE, '--port', '8080', '--env', 'GREETING=hello you']);
    await kubectl(['wait', 'pod/tool', '--for', 'condition=Ready', '--timeout', '1m']);
  });

  afterAll(async () => {
    await server.stop();
  });

  test('exec fills in variables, pipes, and takes what is sent', async () => {
    expect(await sh('echo "$GREETING" $HOSTNAME | tee /tmp/said; wc -w < /tmp/said')).toBe('hello you tool\n3\n');
    expect(await sh('cat > /tmp/sent && sort /tmp/sent', { stdin: 'b\na\n' })).toBe('a\nb\n');
    expect(await ask(['exec', 'tool', '--', 'sh', '-c', 'exit 3'])).toMatchObject({ code: 3 });
  });

  test('cp carries files and folders there and back, bytes and all', async () => {
    const local = join(folder, 'local');
    mkdirSync(join(local, 'inner'), { recursive: true });
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7) % 256));
    writeFileSync(join(local, 'inner', 'bytes'), bytes);
    writeFileSync(join(local, 'text'), 'there and back\n');
    await kubectl(['cp', local, 'tool:/srv']);
    await kubectl(['cp', join(local, 'text'), 'tool:/tmp']);
    expect(await sh('cat /srv/local/text /tmp/text')).toBe('there and back\nthere and back\n');
    const back = join(folder, 'back');
    await kubectl(['cp', 'tool:/srv/local', back]);
    expect(readFileSync(join(back, 'inner', 'bytes'))).toEqual(bytes);
    await kubectl(['cp', '--retries', '2', 'tool:/srv/local/inner/bytes', join(folder, 'again')]);
    expect(readFileSync(join(folder, 'again'))).toEqual(bytes);
  });

  test('run starts what it is told, attaches to it, and takes it away', async () => {
    const shell = ['run', 'shell', '-i', '--rm', '--quiet', '--restart', 'Never', '--image', IMAGE, '--', 'sh'];
    expect(await kubectl(shell, { stdin: 'echo typed\nexit\n' })).toContain('typed\n');
    await kubectl(['create', 'job', 'once', '--image', IMAGE, '--', 'sh', '-c', 'echo worked; sleep 5']);
    await kubectl(['wait', 'job/once', '--for', 'condition=Complete', '--timeout', '2m']);
    expect(await kubectl(['logs', 'job/once'])).toBe('worked\n');
  });

  test('debug adds a container, copies a pod, and looks at a node', async () => {
    await kubectl([
      'debug',
      'tool',
      '--image',
      IMAGE,
      '--container',
      'helper',
      '--target',
      'tool',
      '--',
      'sleep',
      '1h',
    ]);
    const state = '{.status.ephemeralContainerStatuses[?(@.name=="helper")].state.running.startedAt}';
    for (let started = ''; started === '';) started = await kubectl(['get', 'pod', 'tool', '-o', `jsonpath=${state}`]);
    expect(await kubectl(['exec', 'tool', '-c', 'helper', '--', 'sh', '-c', 'echo here'])).toBe('here\n');
    await kubectl(['debug', 'tool', '--copy-to', 'copy', '--set-image', '*=registry.example/other:2']);
    await kubectl(['wait', 'pod/copy', '--for', 'condition=Ready', '--timeout', '1m']);
    expect(await kubectl(['get', 'pod', 'copy', '-o', 'jsonpath={.spec.containers[0].image}'])).toBe(
      'registry.example/other:2',
    );
    const { out, error } = await ask(['debug', 'node/node-1', '--image', IMAGE, '--', 'sleep', '1h']);
    expect(`${out}${error}`).toMatch(
      /Creating debugging pod node-debugger-node-1-\w+ with container debugger on node node-1/,
    );
  });

  test('get --raw /metrics counts what is stored', async () => {
    expect(await kubectl(['get', '--raw', '/metrics'])).toMatch(/^apiserver_storage_objects\{resource="nodes"\} 1$/m);
  });
});
