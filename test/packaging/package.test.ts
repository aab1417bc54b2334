/** What `npm pack` packs installs elsewhere: in a CommonJS app and in an ES module app, with types, with one copy of `constructs`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parcelsFiles } from '../examples/parcels-output';
import { Consumer, pack } from './packed';

jest.setTimeout(300_000); // npm packs and installs, tsc reads the types of all libraries

const root = resolve(__dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Record<string, string | { readonly types: string; readonly default: string }>;
  readonly typesVersions: Record<'*', Record<string, string[]>>;
};
const packed = pack();

describe('the tarball', () => {
  test('holds the compiled library and what npm always adds, nothing else', () => {
    const odd = packed.files.filter(
      (path) =>
        !/^(package\.json|README\.md|LICENSE|CHANGELOG\.md|build\/(lib|imports)\/.*\.(js|d\.ts|json))$/.test(path),
    );
    expect(odd).toEqual([]);
  });

  test.each(Object.entries(manifest.exports))('has what the subpath %s leads to', (subpath, target) => {
    const paths = typeof target === 'string' ? [target] : [target.types, target.default];
    expect(packed.files).toEqual(expect.arrayContaining(paths.map((path) => path.replace('./', ''))));
    if (typeof target === 'string' || subpath === '.') return;
    expect(manifest.typesVersions['*'][subpath.replace('./', '')]).toEqual([target.types]); // for module resolution "node10"
  });

  test('has a subpath for every part of the library that has an index', () => {
    const parts = readdirSync(join(root, 'lib')).filter((name) => existsSync(join(root, 'lib', name, 'index.ts')));
    expect(Object.keys(manifest.exports)).toEqual(expect.arrayContaining(parts.map((name) => `./${name}`)));
  });
});

describe.each(['commonjs', 'module'] as const)('in an app of type %s', (moduleSystem) => {
  const app = new Consumer(packed.tarball, moduleSystem);

  test('the second app type-checks, strictly and with the types of all libraries, and writes the same manifests', () => {
    expect(app.compile()).toMatchObject({ status: 0, text: '' });
    expect(app.run('main.js', 'dist')).toMatchObject({ status: 0, text: 'Written to dist\n' });
    const written = readdirSync(join(app.folder, 'dist')).map((name) => [name, app.read('dist', name)]);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(parcelsFiles()));
  });

  test('the engine is used synchronously, over HTTP and with types', () => {
    const { status, stdout, text } = app.run('print-rehearsal.js');
    expect({ status, text }).toMatchObject({ status: 0 });
    expect(JSON.parse(stdout)).toEqual({
      pods: 2,
      refused: expect.stringContaining('Deployment.apps "none" is invalid') as string,
      version: 'v1.28.15',
    });
  });

  test('boutique serve writes its kubeconfig and ends when it is told to', async () => {
    expect(await app.serve('--nodes', 'none')).toMatch(/server: ["']?https:\/\/127\.0\.0\.1:\d+/);
    expect(readdirSync(app.folder)).not.toContain('kubeconfig');
  });

  test('there is one copy of constructs and of cdk8s', () => {
    expect(app.copiesOf('constructs')).toHaveLength(1);
    expect(app.copiesOf('cdk8s')).toHaveLength(1);
  });
});

describe('in the tests of an app', () => {
  const app = new Consumer(packed.tarball, 'commonjs');

  test('Jest loads the engine as it is, without a transform', () => {
    expect(app.compile()).toMatchObject({ status: 0, text: '' });
    const { status, text } = app.runJest(
      'rehearsal.test.js',
      `const { rehearse } = require('./out/rehearsal.js');
       test('a Deployment gets its Pods', () => expect(rehearse().pods).toBe(2));`,
    );
    expect({ status, text }).toMatchObject({ status: 0, text: expect.stringContaining('1 passed') as string });
  });
});
