import { ConfigMap, Secret } from '../../../lib/constructs';
import { testWrongInputs } from './wrong-input';

describe('ConfigMaps and Secrets', () => {
  testWrongInputs([
    [
      'a key',
      (chart) => new ConfigMap(chart, 'settings', { data: { 'a key': '1' } }),
      '[chart/settings] data: given "a key", expected a key of letters, digits and -_., at most 253 characters, not starting with two dots; rename the key',
    ],
    [
      'bytes that are no base64',
      (chart) => new ConfigMap(chart, 'settings', { binaryData: { logo: '<svg>' } }),
      '[chart/settings] binaryData.logo: given "(not shown)", expected base64; encode the bytes, or give text',
    ],
    [
      'a key that is text and bytes',
      (chart) => new ConfigMap(chart, 'settings', { data: { logo: 'x' }, binaryData: { logo: 'AAAA' } }),
      '[chart/settings] binaryData: given "logo", expected a key that data has not; remove one of them',
    ],
    [
      'too much',
      (chart) => new ConfigMap(chart, 'settings', { data: { a: 'x'.repeat(1024 * 1024) } }),
      '[chart/settings] data: given 1048577, expected at most 1048576 bytes in all; mount a volume instead',
    ],
    [
      'a certificate without its key',
      (chart) => new Secret(chart, 'tls', { type: 'kubernetes.io/tls', unsafeStringData: { 'tls.crt': 'x' } }),
      '[chart/tls] data: given "tls.crt", expected tls.key, which type kubernetes.io/tls needs; add the keys or change the type',
    ],
  ]);
});
