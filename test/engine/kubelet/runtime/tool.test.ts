/** The small tools of a container's shell, as people type them. */
import { exec, oneNode, runPod } from '../one-node';

describe('In a container with a shell', () => {
  const cluster = oneNode();
  runPod(cluster, 'p', { image: 'example.com/tool:1', workingDir: '/work' });
  const sh = (script: string, typed?: string): string => exec(cluster, 'p', ['sh', '-c', script], typed);

  test.each([
    ['mkdir -p /data/in && test -d /data/in && ls /data', '-rwxr-xr-x in\n(0)'],
    ['echo one > /data/f; cp /data/f /data/in; mv /data/f /data/g; cat /data/in/f /data/g', 'one\none\n(0)'],
    ['test -f /data/f || echo gone; [ -s /data/g ] && echo there', 'gone\nthere\n(0)'],
    ['rm /data/in', 'rm: /data/in: Is a directory\n(1)'],
    ['rm -rf /data /nowhere; ls /data', 'ls: /data: No such file or directory\n(1)'],
    ['touch a; ls /work; pwd', '-rw-r--r-- a\n/work\n(0)'],
    ['printenv A || A=1 printenv A', '1\n(0)'],
    ['[ 3 -gt 2 ] && [ ! "$X" ] && [ a != b ] && echo yes', 'yes\n(0)'],
  ])('%s', (script, printed) => {
    expect(sh(script)).toBe(printed);
  });

  test.each([
    ['cat > /tmp/in; wc -l < /tmp/in', '3\n(0)'],
    ['grep -v b | head -n 1', 'a\n(0)'],
    ['sort -r | tail -2', 'b\na\n(0)'],
    ['tee /tmp/copy | grep -c .', '3\n(0)'],
    ['tail -c +3', 'b\nc\n(0)'],
    ['grep nothing', '(1)'],
  ])('%s, with input', (script, printed) => {
    expect(sh(script, 'a\nb\nc\n')).toBe(printed);
  });

  test('what is packed can be unpacked elsewhere', () => {
    expect(sh('mkdir -p /src/sub; echo a > /src/a; echo b > /src/sub/b; tar cf /tmp/all.tar /src')).toBe(
      "tar: removing leading '/' from member names\n(0)",
    );
    expect(sh('tar tf /tmp/all.tar')).toBe('src/\nsrc/a\nsrc/sub/\nsrc/sub/b\n(0)');
    expect(sh('mkdir /dst; tar xf /tmp/all.tar -C /dst && cat /dst/src/sub/b')).toBe('b\n(0)');
    expect(sh('tar xf - -C /nowhere', 'x')).toContain("can't change directory to '/nowhere'");
    expect(sh('tar cf - /nowhere > /tmp/none')).toBe(
      "tar: removing leading '/' from member names\ntar: /nowhere: No such file or directory\n(1)",
    );
  });

  test('a container that may not write to its own layer says so', () => {
    const emptyDir = { volumes: [{ name: 'scratch', emptyDir: {} }] };
    const container = {
      image: 'example.com/tool:1',
      securityContext: { readOnlyRootFilesystem: true },
      volumeMounts: [
        { name: 'scratch', mountPath: '/tmp' },
        { name: 'scratch', mountPath: '/shown', readOnly: true },
        { name: 'scratch', mountPath: '/part', subPath: 'sub' },
      ],
    };
    runPod(cluster, 'locked', container, emptyDir);
    const inside = (script: string): string => exec(cluster, 'locked', ['sh', '-c', script]);
    expect(inside('echo a > /etc/a')).toBe("sh: can't create /etc/a: Read-only file system\n(1)");
    expect(inside('echo a > /shown/a')).toBe("sh: can't create /shown/a: Read-only file system\n(1)");
    expect(inside('echo a > /tmp/a; echo b > /part/b; cat /shown/a /tmp/sub/b')).toBe('a\nb\n(0)');
    cluster.faults.killContainer('locked');
    cluster.advance('30s');
    expect(inside('cat /tmp/a')).toBe('a\n(0)');
  });

  test('its own layer ends with the container', () => {
    sh('echo mine > /tmp/mine');
    cluster.faults.killContainer('p');
    cluster.advance('30s');
    expect(sh('cat /tmp/mine')).toBe('cat: /tmp/mine: No such file or directory\n(1)');
  });
});
