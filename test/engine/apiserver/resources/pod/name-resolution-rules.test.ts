import type { PodSpec } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { podFaults } from './pod-faults';

describe('DNS of a pod', () => {
  test.each<[string, Partial<PodSpec>, string[]]>([
    [
      'its own',
      { dnsPolicy: 'None', dnsConfig: { nameservers: ['::1'], searches: ['a.b.'], options: [{ name: 'x' }] } },
      [],
    ],
    [
      'neither the cluster nor an own one',
      { dnsPolicy: 'None' },
      ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    ],
    [
      'an own one without servers',
      { dnsPolicy: 'None', dnsConfig: { searches: ['a'] } },
      ['spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None'],
    ],
    [
      'too many and wrong servers, options without names',
      { dnsConfig: { nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', 'x'], options: [{ value: '1' }] } },
      [
        'spec.dnsConfig.nameservers: Invalid value: []string{"1.1.1.1", "1.1.1.2", "1.1.1.3", "x"}: must not have more than 3 nameservers',
        'spec.dnsConfig.nameservers[3]: Invalid value: "x": must be valid IP address',
        'spec.dnsConfig.options[0]: Required value: must not be empty',
      ],
    ],
  ])('%s', (_what, spec, faults) => {
    expect(podFaults(spec)).toEqual(faults);
  });

  test.each([
    [33, 'a', 'must not have more than 32 search paths'],
    [32, `${'a'.repeat(63)}.b`, 'must not have more than 2048 characters (including spaces) in the search list'],
  ])('%d searches of %s are too much', (count, search, detail) => {
    const searches = Array.from({ length: count }, () => search);
    const shown = `[]string{${searches.map((text) => `"${text}"`).join(', ')}}`;
    expect(podFaults({ dnsConfig: { searches } })).toEqual([
      `spec.dnsConfig.searches: Invalid value: ${shown}: ${detail}`,
    ]);
  });
});

describe('the hosts file of a pod', () => {
  test('has addresses and names, told without indexes', () => {
    expect(
      podFaults({
        hostAliases: [
          { ip: '10.0.0.1', hostnames: ['a.b'] },
          { ip: 'x', hostnames: [] },
        ],
      }),
    ).toEqual(['spec.hostAliases.ip: Invalid value: "x": must be valid IP address']);
    expect(podFaults({ hostAliases: [{ ip: '::1', hostnames: ['A'] }] })[0]).toMatch(
      /^spec\.hostAliases\.hostnames: Invalid value: "A": a lowercase RFC 1123 subdomain/,
    );
  });
});
