import type { Probe } from '../../../../../lib/engine/apimachinery/api/core-v1';
import type { Handler } from '../../../../../lib/engine/apiserver/resources/pod/pod-types';
import { containerFaults } from './pod-faults';

describe('probes', () => {
  test.each<[string, Probe, string[]]>([
    ['a call', { grpc: { port: 80 } }, []],
    ['nothing to do', {}, ['readinessProbe: Required value: must specify a handler type']],
    [
      'two things to do',
      { exec: { command: ['a'] }, tcpSocket: { port: 80 } },
      ['readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'],
    ],
    ['no command', { exec: {} }, ['readinessProbe.exec.command: Required value']],
    [
      'a port that is no name',
      { httpGet: { port: 'Web' } },
      [
        'readinessProbe.httpGet.port: Invalid value: "Web": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      ],
    ],
    [
      'a scheme and a header that do not exist',
      { httpGet: { port: 80, scheme: 'FTP', httpHeaders: [{ name: 'a b', value: '' }] } },
      [
        'readinessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"',
        `readinessProbe.httpGet.httpHeaders: Invalid value: "a b": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')`,
      ],
    ],
    [
      'a grace period',
      { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 5 },
      ['readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes'],
    ],
  ])('of readiness with %s', (_what, readinessProbe, faults) => {
    expect(containerFaults({ readinessProbe })).toEqual(faults);
  });

  test.each(['livenessProbe', 'startupProbe'] as const)('a %s is content with one success', (member) => {
    const probe: Probe = {
      tcpSocket: { port: 80 },
      successThreshold: 2,
      periodSeconds: -1,
      terminationGracePeriodSeconds: 0,
    };
    expect(containerFaults({ [member]: probe })).toEqual([
      `${member}.periodSeconds: Invalid value: -1: must be greater than or equal to 0`,
      `${member}.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0`,
      `${member}.successThreshold: Invalid value: 2: must be 1`,
    ]);
  });
});

describe('hooks', () => {
  test.each<[Handler, string[]]>([
    [{ exec: { command: ['a'] } }, []],
    [{}, ['lifecycle.preStop: Required value: must specify a handler type']],
    [
      { httpGet: { port: 0 } },
      ['lifecycle.preStop.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive'],
    ],
  ])('%j', (preStop, faults) => {
    expect(containerFaults({ lifecycle: { preStop } })).toEqual(faults);
  });
});
