import type { CommandPlace, CommandResult } from '../../../../lib/engine/kubelet/runtime/commands';
import { isInteractiveShell, runShellScript, shellScriptOf } from '../../../../lib/engine/kubelet/runtime/shell-script';
import { ContainerFiles, ownLayer } from '../../../../lib/engine/kubelet/volumes/container-files';

/** Says its words; `bad` fails, `gone` is not there, `who` is unknown, `env` tells of A, `in` what it reads. */
function run(words: readonly string[], { environment, input, directory }: CommandPlace): CommandResult {
  const [name = ''] = words;
  if (name === 'gone') return 'not found';
  if (name === 'stuck') return 'hang';
  const said: Readonly<Record<string, string>> = {
    who: '',
    env: `A is ${environment.variables.get('A') ?? 'not there'}\n`,
    in: `read ${new TextDecoder().decode(input)}`,
    where: `${directory}\n`,
    test: '',
  };
  return {
    exitCode: name === 'bad' || name === 'test' ? 1 : 0,
    stdout: said[name] ?? `${words.join('|')}\n`,
    stderr: name === 'bad' ? 'oh\n' : '',
    durationMs: 10,
    guessed: name === 'who',
  };
}

function place(variables: Readonly<Record<string, string>> = {}, input?: string): CommandPlace {
  const environment = {
    variables: new Map(Object.entries(variables)),
    command: [],
    args: [],
    files: new ContainerFiles([ownLayer()]),
  };
  const pod = { metadata: { name: 'p', uid: 'u' }, spec: { containers: [] } } as unknown as CommandPlace['pod'];
  const bytes = input === undefined ? undefined : new TextEncoder().encode(input);
  return { pod, container: 'main', environment, startedMs: 0, nowMs: 0, input: bytes };
}

const sh = (script: string, at = place()): CommandResult => runShellScript(script, at, run);

describe('runShellScript', () => {
  test.each([
    ['a; b', 0, 'a\nb\n'],
    ['a && bad && c', 1, 'a\nbad\n'],
    ['bad || c', 0, 'bad\nc\n'],
    ['a || b && c', 0, 'a\nc\n'],
    ['! bad', 0, 'bad\n'],
    ['say "two words" \'and two\' more', 0, 'say|two words|and two|more\n'],
    ['say a\\ b "\\"quoted\\""', 0, 'say|a b|"quoted"\n'],
    ['true && exit 3; a', 3, ''],
    ['gone', 127, ''],
    ['bad; say $?', 0, 'bad\nsay|1\n'],
    ['say a # and no more', 0, 'say|a\n'],
    ['', 0, ''],
    ['say "open', 2, ''],
    ['a | | b', 2, ''],
  ])('%j ends with %d', (script, exitCode, stdout) => {
    expect(sh(script)).toMatchObject({ exitCode, stdout });
  });

  test.each([
    ['say $A "$A" \'$A\'', 'say|x|y|x  y|$A\n'],
    ['say ${B:-none} ${EMPTY:-nothing} ${EMPTY-kept} end', 'say|none|nothing|end\n'],
    ['say a${A}b', 'say|ax|yb\n'],
    ['B=1; say $B; env', 'say|1\nA is x  y\n'],
    ['A=2 env; env', 'A is 2\nA is x  y\n'],
    ['C=3; export D=4 A=5; env', 'A is 5\n'],
    ['unset A; env', 'A is not there\n'],
    ['say "$(say inner | in)" `say old`', 'say|read say|inner|say|old\n'],
    ['cd /tmp; where; cd ..; pwd', '/tmp\n/\n'],
  ])('%j fills in', (script, stdout) => {
    expect(sh(script, place({ A: 'x  y', EMPTY: '' }))).toMatchObject({ stdout });
  });

  test('a directory that is not there keeps it where it is', () => {
    expect(sh('cd /nowhere; pwd')).toMatchObject({
      stdout: '/\n',
      stderr: "sh: cd: can't cd to /nowhere: No such file or directory\n",
    });
  });

  test('files take what is printed and give it back', () => {
    const at = place();
    expect(sh('say one > /tmp/a; say two >> /tmp/a; in < /tmp/a', at)).toMatchObject({
      stdout: 'read say|one\nsay|two\n',
    });
    expect(sh('bad > /tmp/b 2>&1; in < /tmp/b', at)).toMatchObject({ stdout: 'read bad\noh\n', stderr: '' });
    expect(sh('bad 2>/dev/null', at)).toMatchObject({ stdout: 'bad\n', stderr: '' });
    expect(sh('bad >&2', at)).toMatchObject({ stdout: '', stderr: 'bad\noh\n' });
    expect(sh('in < /nowhere', at)).toMatchObject({ exitCode: 1, stderr: "sh: can't open /nowhere: no such file\n" });
    expect(sh('say a > /tmp', at)).toMatchObject({ exitCode: 1, stderr: "sh: can't create /tmp: Is a directory\n" });
  });

  test('a pipe hands on, and the first command has the input of the shell', () => {
    expect(sh('say a | in')).toMatchObject({ stdout: 'read say|a\n' });
    expect(sh('in', place({}, 'given'))).toMatchObject({ stdout: 'read given' });
  });

  test('what nobody knows is well, whoever asks', () => {
    expect(sh('test')).toMatchObject({ exitCode: 1 });
    expect(sh('who | test')).toMatchObject({ exitCode: 0 });
    expect(sh('test "$(who)"')).toMatchObject({ exitCode: 0 });
    expect(sh('if bad; then exit 1; fi')).toMatchObject({ exitCode: 0, stdout: '' });
  });

  test('takes as long as its commands together, or for ever', () => {
    expect(sh('a; b | c')).toMatchObject({ durationMs: 30 });
    expect(sh('a; stuck; b')).toBe('hang');
  });
});

test('a script and a shell to type into are told apart', () => {
  expect(shellScriptOf(['/bin/sh', '-c', 'a'])).toBe('a');
  expect(shellScriptOf(['bash', '-ec', 'a'])).toBe('a');
  expect(shellScriptOf(['sh'])).toBeUndefined();
  expect([['sh'], ['/bin/bash', '-il'], ['sh', '-c', 'a'], ['ls']].map(isInteractiveShell)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
