/** ConfigMaps and Secrets: keys, size, and the keys that a type of Secret must have. */
import { type Finding } from './finding';
import { entriesOf, type Manifest, type ManifestSource, type Texts } from './manifest';
import { type Mistake } from './mistake';
import { dataKey } from './names';
import { listed } from './surroundings';

const MAX_BYTES = 1024 * 1024;

/** Keys without which a Secret of the type is refused. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function keyMistakes(manifest: Manifest, parts: readonly string[]): Mistake[] {
  const entries = parts.flatMap((part) =>
    entriesOf(manifest[part] as Texts | undefined).map(([key, value]) => ({ part, key, value: String(value) })),
  );
  const bytes = entries.reduce((sum, { key, value }) => sum + key.length + Buffer.byteLength(value), 0);
  const encoded = entries.filter(
    ({ part }) => part === 'binaryData' || (part === 'data' && manifest.kind === 'Secret'),
  );
  return [
    ...entries
      .filter(({ key }) => !dataKey.test(key) || key === '.' || key.startsWith('..'))
      .map(({ part, key }) => ({
        field: part,
        given: key,
        expected: `a key of ${dataKey.expected}, not starting with two dots`,
        fix: 'rename the key',
      })),
    ...encoded
      .filter(({ value }) => !BASE64.test(value))
      .map(({ part, key }) => ({
        field: `${part}.${key}`,
        given: '(not shown)',
        expected: 'base64',
        fix: 'encode the bytes, or give text',
      })),
    ...(bytes > MAX_BYTES
      ? [{ field: 'data', given: bytes, expected: `at most ${MAX_BYTES} bytes in all`, fix: 'mount a volume instead' }]
      : []),
  ];
}

function bothMistakes(manifest: Manifest): Mistake[] {
  const binary = entriesOf(manifest['binaryData'] as Texts | undefined).map(([key]) => key);
  const text = entriesOf(manifest['data'] as Texts | undefined).map(([key]) => key);
  return binary
    .filter((key) => text.includes(key))
    .map((given) => ({ field: 'binaryData', given, expected: 'a key that data has not', fix: 'remove one of them' }));
}

function typeMistakes(manifest: Manifest): Mistake[] {
  const type = String(manifest['type'] ?? 'Opaque');
  const keys = ['data', 'stringData'].flatMap((part) =>
    entriesOf(manifest[part] as Texts | undefined).map(([key]) => key),
  );
  const missing = (REQUIRED_KEYS[type] ?? []).filter((key) => !keys.includes(key));
  if (missing.length === 0) return [];
  const expected = `${missing.join(' and ')}, which type ${type} needs`;
  return [{ field: 'data', given: listed(keys), expected, fix: 'add the keys or change the type' }];
}

function dataMistakes(manifest: Manifest): Mistake[] {
  if (manifest.kind === 'ConfigMap')
    return [...keyMistakes(manifest, ['data', 'binaryData']), ...bothMistakes(manifest)];
  if (manifest.kind === 'Secret') return [...keyMistakes(manifest, ['data', 'stringData']), ...typeMistakes(manifest)];
  return [];
}

/** Mistakes in ConfigMaps and Secrets. */
export function checkData(sources: readonly ManifestSource[]): Finding[] {
  return sources.flatMap(({ path, manifest }) => dataMistakes(manifest).map((mistake) => ({ path, ...mistake })));
}
