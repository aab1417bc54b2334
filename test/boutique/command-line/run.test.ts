/** From the command line to files: every form says the same, and a mistake leaves what was written before. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { run } from '../../../lib/boutique/command-line/run';
import { runProgram, testWith } from '../../support/outside-program';

const DIST = join(__dirname, '..', '..', '..', 'dist');

const folder = (): string => join(mkdtempSync(join(tmpdir(), 'boutique-')), 'out');
const documents = (text: string): unknown[] =>
  parseAllDocuments(text, { version: '1.1' })
    .map((document) => document.toJS() as unknown)
    .filter((document) => document !== null);
const filesOf = (path: string): string[] => readdirSync(path).sort();
const prodInDist = (): unknown[] =>
  filesOf(DIST)
    .filter((name) => name.includes('boutique-prod'))
    .flatMap((name) => documents(readFileSync(join(DIST, name), 'utf8')));

function written(format: string): string {
  const outdir = folder();
  run(['--format', format, '--env', 'prod', '--outdir', outdir], {});
  return outdir;
}

const byId = (objects: unknown[]): unknown[] => objects.map((object) => JSON.stringify(object)).sort();

describe('the one-file form', () => {
  test('holds the same objects as dist, the namespace first', () => {
    const outdir = written('one-file');
    expect(filesOf(outdir)).toEqual(['boutique-prod.yaml']);
    const objects = documents(readFileSync(join(outdir, 'boutique-prod.yaml'), 'utf8'));
    expect(objects).toEqual(prodInDist());
    expect(objects[0]).toMatchObject({ kind: 'Namespace' });
  });
});

describe('the Helm chart', () => {
  const chart = join(written('helm'), 'boutique-prod');

  test('has a Chart.yaml that Helm 3 reads, and templates with the same objects as dist', () => {
    expect(filesOf(chart)).toEqual(['Chart.yaml', 'templates']);
    expect(parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8'))).toMatchObject({
      apiVersion: 'v2',
      name: 'boutique-prod',
      version: '0.10.6',
      appVersion: 'v0.10.6',
    });
    const templates = filesOf(join(chart, 'templates')).map((name) =>
      readFileSync(join(chart, 'templates', name), 'utf8'),
    );
    expect(templates.flatMap(documents)).toEqual(prodInDist());
  });

  testWith('helm', ['version'], 'passes helm lint and comes out of helm template as it is in dist', () => {
    expect(runProgram('helm', ['lint', chart])).toContain('1 chart(s) linted, 0 chart(s) failed');
    const text = runProgram('helm', ['template', 'boutique', chart, '--kube-version', '1.28.15']);
    expect(byId(documents(text))).toEqual(byId(prodInDist()));
  });

  testWith('helm', ['version'], 'keeps braces that are not Helm’s', () => {
    const outdir = folder();
    const withBraces = ['--users', '10', '--redis', '{{.Values.redis}}:6379'];
    run(['--format', 'helm', '--env', 'dev', '--outdir', outdir, ...withBraces], {});
    const path = join(outdir, 'boutique-dev');
    expect(runProgram('helm', ['template', 'boutique', path, '--kube-version', '1.28.15'])).toContain(
      '{{.Values.redis}}:6379',
    );
  });
});

describe('the command line', () => {
  test('ends with where the files are, what must exist, and what to do next', () => {
    const outdir = folder();
    const text = run(['--env', 'staging,prod', '--outdir', outdir], {});
    expect(text).toMatch(/^pods x request +staging +prod$/m);
    expect(text).toMatch(/^objects +\d+ +\d+$/m);
    expect(text).toContain(`Written to ${outdir}`);
    expect(text).toContain('boutique-prod waits for: Secret redis-cart-auth');
    expect(text).toContain(`Next: kubectl apply -f ${outdir}/`);
    expect(run(['--format', 'helm', '--env', 'prod', '--outdir', outdir], {})).toContain(
      `helm install boutique ${outdir}/boutique-prod`,
    );
  });

  test('leaves the files of before when something is wrong, and tells every mistake', () => {
    const outdir = folder();
    run(['--env', 'dev', '--outdir', outdir], {});
    const before = filesOf(outdir);
    const wrong = (): string => run(['--env', 'dev', '--outdir', outdir, '--tag', 'no tag', '--base-url', 'shop/'], {});
    expect(wrong).toThrow(/images\.tag[\s\S]*frontend\.baseUrl|frontend\.baseUrl[\s\S]*images\.tag/);
    expect(filesOf(outdir)).toEqual(before);
  });

  test('lists every wrong argument with the valid values', () => {
    const wrong = (): string => run(['--env', 'test', '--platform', 'moon', '--users', '0', '--colour', 'red'], {});
    expect(wrong).toThrow(/unknown argument "--colour"/);
    expect(wrong).toThrow(/--env is "test"; valid are dev, staging, prod/);
    expect(wrong).toThrow(/--platform is "moon"; valid are generic, kind/);
    expect(wrong).toThrow(/--users is "0"; it takes a whole number above 0/);
  });

  test('takes every choice from the environment as well; an argument wins', () => {
    const outdir = folder();
    const text = (): string => readFileSync(join(outdir, 'boutique-dev.yaml'), 'utf8');
    const variables = {
      BOUTIQUE_ENV: 'dev',
      BOUTIQUE_FORMAT: 'one-file',
      BOUTIQUE_TAG: 'v0.10.7',
      BOUTIQUE_OUTDIR: outdir,
    };
    run([], variables);
    expect(text()).toContain('/frontend:v0.10.7');
    run(['--tag', 'v0.10.8'], variables);
    expect(text()).toContain('/frontend:v0.10.8');
  });

  test('writes where the CLI of cdk8s wants it, and says nothing', () => {
    const outdir = folder();
    expect(run([], { CDK8S_OUTDIR: outdir })).toBe('');
    expect(filesOf(outdir)).toEqual(filesOf(DIST));
  });
});
