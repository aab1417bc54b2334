import type { WindowsSecurityContextOptions } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { FieldPath } from '../../../../../lib/engine/apimachinery/validation/field-path';
import { windowsOptionsRule } from '../../../../../lib/engine/apiserver/resources/pod/windows-options-rule';
import { faultsOf } from '../../../../../lib/engine/apiserver/validation/rules';

function details(options: WindowsSecurityContextOptions): string[] {
  return faultsOf(windowsOptionsRule, options, FieldPath.of('w')).map(({ detail }) => detail);
}

describe('options for Windows', () => {
  test.each(['user', 'DOMAIN\\user', 'example.com\\a b', 'NT AUTHORITY\\System'])(
    '%s may run a container',
    (runAsUserName) => {
      expect(details({ runAsUserName })).toEqual([]);
    },
  );

  test.each([
    ['', ['runAsUserName cannot be an empty string']],
    ['a\tb', ['runAsUserName cannot contain control characters']],
    ['a\\b\\c', ['runAsUserName cannot contain more than one backslash']],
    ['.bad\\user', ["runAsUserName's Domain doesn't match the NetBios nor the DNS format"]],
    ['DOMAIN\\', ["runAsUserName's User cannot be empty"]],
    ['. .', ["runAsUserName's User cannot contain only periods or spaces"]],
    ['a:b', ['runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]']],
    ['u'.repeat(105), ["runAsUserName's User length must not be longer than 104 characters"]],
    [
      `${'d'.repeat(256)}\\user`,
      [
        "runAsUserName's Domain length must be under 256 characters",
        "runAsUserName's Domain doesn't match the NetBios nor the DNS format",
      ],
    ],
  ])('%j may not', (runAsUserName, faults) => {
    expect(details({ runAsUserName })).toEqual(faults);
  });

  test('a credential spec is neither empty nor large', () => {
    expect(details({ gmsaCredentialSpec: '' })).toEqual(['gmsaCredentialSpec cannot be an empty string']);
    expect(details({ gmsaCredentialSpec: 'x'.repeat(65537) })).toEqual([
      'gmsaCredentialSpec size must be under 64 KiB',
    ]);
  });
});
