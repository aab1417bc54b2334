import { ManifestError, readManifests } from '../../../lib/engine/client/read-manifests';

const places = (text: string): string[] => readManifests(text, 'shop.yaml').map(({ place }) => place);
const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`;

describe('readManifests', () => {
  test('tells file, document and line of each object', () => {
    expect(places(`# a comment\n---\n${pod('a')}--- # next\n${pod('b')}---\n\n---\n${pod('c')}`)).toEqual([
      'shop.yaml, document 1 (line 3)',
      'shop.yaml, document 2 (line 8)',
      'shop.yaml, document 3 (line 15)',
    ]);
  });

  test('takes lists apart', () => {
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: ['a', 'b'].map((name) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } })),
    };
    const manifests = readManifests(JSON.stringify(list), 'list.json');
    expect(manifests.map(({ object }) => object.metadata.name)).toEqual(['a', 'b']);
    expect(manifests[1]?.place).toBe('list.json, document 1 (line 1), item 2');
  });

  test.each([
    ['kind: Pod\nmetadata: {}\n', /document 1 \(line 1\): apiVersion not set/],
    ['apiVersion: v1\nmetadata: {}\n', /kind not set/],
    ['apiVersion: v1\nkind: Pod\n', /metadata not set/],
    ['just words\n', /a manifest is an object/],
    ['a: b: c\n', /yaml: mapping values are not allowed in this context/],
    ['a: 1\na: 2\n', /key "a" already set in map/],
  ])('refuses %j', (text, why) => {
    expect(() => readManifests(text, 'bad.yaml')).toThrow(ManifestError);
    expect(() => readManifests(text, 'bad.yaml')).toThrow(why);
  });
});
