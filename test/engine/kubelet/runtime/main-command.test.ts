/** Containers whose pods say what they run. */
import type { Cluster } from '../../../../lib/engine/cluster';
import { exec, oneNode, runPod } from '../one-node';

const IMAGE = 'example.com/tool:1';

function state(cluster: Cluster, name: string): string {
  const { containerStatuses, phase } = cluster.get('Pod', name).status ?? {};
  const ended = containerStatuses?.[0]?.state?.terminated;
  return ended ? `${phase} ${ended.reason} ${ended.exitCode}` : String(phase);
}

function log(cluster: Cluster, name: string): string {
  const { server } = cluster.kubelets!.of('node-1')!;
  return server.containerLog(cluster.get('Pod', name), { container: 'main' }).text;
}

/** Without the annotation that says what a run is. */
function start(cluster: Cluster, name: string, container: object, spec: object = {}): void {
  cluster.resource('Pod').create({
    metadata: { name, namespace: 'default' },
    spec: {
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: IMAGE, ...container }],
      ...spec,
    },
  });
  cluster.advance('10s');
}

describe('A container', () => {
  const cluster = oneNode({ images: { 'example.com/known': { commands: { server: {} } } } });

  test.each([
    ['says', { command: ['echo', 'hello'] }, 'Succeeded Completed 0', 'hello\n'],
    ['fails', { command: ['sh', '-c', 'echo no >&2; exit 3'] }, 'Failed Error 3', 'no\n'],
    ['args', { args: ['sh', '-c', 'echo $(hostname) $((x'] }, 'Failed Error 2', undefined],
    ['sleeps', { command: ['sleep', '5m'] }, 'Running', ''],
    ['forever', { command: ['tail', '-f', '/dev/null'] }, 'Running', ''],
    ['server', { command: ['/server'], args: ['--port', '80'] }, 'Running', ''],
    ['loop', { command: ['sh', '-c', 'while true; do sleep 1; done'] }, 'Running', ''],
    ['own', { image: 'example.com/known:1', command: ['sleep', '1'] }, 'Running', ''],
    ['shell', { command: ['sh'] }, 'Succeeded Completed 0', ''],
  ])('%s', (name, container, ends, written) => {
    start(cluster, name, container);
    expect(state(cluster, name)).toBe(ends);
    if (written !== undefined) expect(log(cluster, name)).toBe(written);
  });

  test('sleeps no longer than it was told', () => {
    cluster.advance('5m');
    expect(state(cluster, 'sleeps')).toBe('Succeeded Completed 0');
  });

  test('does what an annotation says first of all', () => {
    runPod(cluster, 'told', { image: IMAGE, command: ['false'] }, {}, {});
    expect(state(cluster, 'told')).toBe('Running');
  });

  test('that is a shell is typed into by whoever attaches, and ends with it', () => {
    start(cluster, 'typed', { args: ['sh'], stdin: true, tty: true });
    const { server } = cluster.kubelets!.of('node-1')!;
    const streams = { stdin: true, stdout: true, stderr: true, tty: true };
    let text = '';
    const ends: unknown[] = [];
    const decoder = new TextDecoder();
    const session = server.attach(cluster.get('Pod', 'typed'), { container: 'main', ...streams })({
      stdout: (bytes) => (text += decoder.decode(bytes)),
      stderr: (bytes) => (text += decoder.decode(bytes)),
      exit: (outcome) => ends.push(outcome),
    });
    session.stdin(new TextEncoder().encode('echo hi\nexit 4\n'));
    cluster.advance('5s');
    expect(text).toBe('/ $ hi\r\n/ $ ');
    expect(ends).toEqual([{ exitCode: 4 }]);
    expect(state(cluster, 'typed')).toBe('Failed Error 4');
  });

  test('knows where and when it is', () => {
    start(cluster, 'where', { securityContext: { runAsUser: 1000 } });
    const sh = (script: string): string => exec(cluster, 'where', ['sh', '-c', script]);
    expect(sh('echo $HOSTNAME; hostname; id -u; whoami')).toBe('where\nwhere\n1000\n1000\n(0)');
    expect(sh('date +%F')).toBe('2024-01-01\n(0)');
    expect(sh('date')).toMatch(/^Mon Jan {2}1 \d\d:\d\d:\d\d UTC 2024\n\(0\)$/);
    expect(sh('date +%q')).toBe("date: unrecognized format '%q'\n(1)");
  });
});
