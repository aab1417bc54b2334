import {
  cIdentifierFaults,
  configMapKeyFaults,
  dns1035LabelFaults,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  envVarNameFaults,
  httpHeaderNameFaults,
  nameIsDnsLabel,
  nameIsPathSegment,
  percentFaults,
  portNameFaults,
  portNumberFaults,
  wildcardDns1123SubdomainFaults,
} from '../../../../lib/engine/apimachinery/validation/names';

describe('names', () => {
  test('a DNS label says what it needs, with examples and the expression', () => {
    expect(dns1123LabelFaults('My_Name')).toEqual([
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ]);
    expect(dns1123LabelFaults('a.b')).toEqual(['must not contain dots']);
    expect(dns1123LabelFaults('a'.repeat(64))).toEqual(['must be no more than 63 characters']);
  });

  test.each<[string, (text: string) => string[], string, string]>([
    ['subdomain', dns1123SubdomainFaults, 'shop.example.com', 'shop..com'],
    ['DNS-1035 label', dns1035LabelFaults, 'shop-1', '1-shop'],
    ['wildcard', wildcardDns1123SubdomainFaults, '*.example.com', '*.*.com'],
    ['C identifier', cIdentifierFaults, '_name', '1name'],
    ['variable', envVarNameFaults, 'my.env-name', '1ST'],
    ['key', configMapKeyFaults, 'key.name', 'a/b'],
    ['header', httpHeaderNameFaults, 'X-Name', 'X_Name'],
    ['percentage', percentFaults, '30%', '30'],
    ['port name', portNameFaults, 'http-2', 'a--b'],
  ])('%s: one fault where it is wrong, none where it is right', (_what, check, right, wrong) => {
    expect(check(right)).toEqual([]);
    expect(check(wrong)).toHaveLength(1);
  });

  test('a port name may break several rules at once', () => {
    expect(portNameFaults('-123456789012345--')).toEqual([
      'must be no more than 15 characters',
      'must contain at least one letter (a-z)',
      'must not contain consecutive hyphens',
      'must not begin or end with a hyphen',
    ]);
  });

  test('keys and variables must not climb out of their folder', () => {
    expect(configMapKeyFaults('..')).toEqual(["must not be '..'"]);
    expect(envVarNameFaults('..data')).toEqual(["must not start with '..'"]);
  });

  test('port numbers run from 1 to 65535', () => {
    expect([0, 1, 65535, 65536].map((port) => portNumberFaults(port).length)).toEqual([1, 0, 0, 1]);
  });

  test('a prefix may end in a dash, a name may not', () => {
    expect(nameIsDnsLabel('web-', true)).toEqual([]);
    expect(nameIsDnsLabel('web-')).toHaveLength(1);
  });

  test('any name must fit into a path', () => {
    expect(nameIsPathSegment('a/b%c')).toEqual(["may not contain '/'", "may not contain '%'"]);
    expect(nameIsPathSegment('..')).toEqual(["may not be '..'"]);
  });
});
