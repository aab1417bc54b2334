import type { CommandResult } from '../../../../lib/engine/kubelet/runtime/commands';
import { isInteractiveShell, runShellScript, shellScriptOf } from '../../../../lib/engine/kubelet/runtime/shell-script';

/** Says its words; `bad` fails, `gone` is not there. */
function run(words: readonly string[]): CommandResult {
  if (words[0] === 'gone') return 'not found';
  if (words[0] === 'stuck') return 'hang';
  return { exitCode: words[0] === 'bad' ? 1 : 0, stdout: `${words.join('|')}\n`, stderr: '', durationMs: 10 };
}

describe('runShellScript', () => {
  test.each([
    ['a; b', 0, 'a\nb\n'],
    ['a && bad && c', 1, 'a\nbad\n'],
    ['bad || c', 0, 'bad\nc\n'],
    ['a || b && c', 0, 'a\nc\n'],
    ['say "two words" \'and two\' more', 0, 'say|two words|and two|more\n'],
    ['true && exit 3; a', 3, ''],
    ['gone', 127, ''],
    ['', 0, ''],
  ])('%j ends with %d', (script, exitCode, stdout) => {
    expect(runShellScript(script, run)).toMatchObject({ exitCode, stdout });
  });

  test('takes as long as its commands together, or for ever', () => {
    expect(runShellScript('a; b', run)).toMatchObject({ durationMs: 20 });
    expect(runShellScript('a; stuck; b', run)).toBe('hang');
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
