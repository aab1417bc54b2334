import { builtinSchemas } from '../../../../lib/engine/apimachinery/schema/builtin-schemas';
import type { JsonObject } from '../../../../lib/engine/apimachinery/object-meta';
import { patchedText } from '../../../../lib/engine/apiserver/verbs/patched-text';

const schema = builtinSchemas().schemaOf({ group: '', version: 'v1', kind: 'ConfigMap' });
const current: JsonObject = {
  metadata: { uid: 'u', name: 'a' },
  kind: 'ConfigMap',
  apiVersion: 'v1',
  data: { b: '1', a: '2' },
};

describe('patchedText', () => {
  test('sorts what the patch touched and writes the rest as the server does', () => {
    const patched = { ...current, data: { b: '1', a: 5 } };
    expect(patchedText(patched, current, schema)).toBe(
      '{"apiVersion":"v1","data":{"a":5,"b":"1"},"kind":"ConfigMap","metadata":{"name":"a","uid":"u"}}',
    );
  });

  test('leaves what the patch brought as it was sent', () => {
    const patched = { ...current, extra: { z: 1, a: [2] } };
    expect(patchedText(patched, current, schema)).toContain('"extra":{"z":1,"a":[2]}');
  });
});
