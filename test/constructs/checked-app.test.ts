import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { CheckedApp, ConfigMap, Microservice, Port } from '../../lib/constructs';

/** Three charts, each with a service that says when it is rendered. */
function build(app: App, onRender: () => void = () => undefined): void {
  for (const name of ['one', 'two', 'three']) {
    const chart = new Chart(app, name, { namespace: name });
    const service = new Microservice(chart, 'web', { image: 'registry.example/web:1.0.0', port: Port.http(8080) });
    service.workload.template.addAnnotation('rendered', () => {
      onRender();
      return 'yes';
    });
  }
}

const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'checked-'));

function rendersOf(app: App): number {
  let renders = 0;
  build(app, () => renders++);
  app.synth();
  return renders;
}

function writtenBy(app: App): string[][] {
  build(app);
  app.synth();
  return readdirSync(app.outdir).map((name) => [name, readFileSync(join(app.outdir, name), 'utf8')]);
}

describe('CheckedApp', () => {
  test('renders each object twice, to look at it and to write it, however many charts there are', () => {
    expect(rendersOf(new CheckedApp({ outdir: freshFolder() }))).toBe(2 * 3);
    expect(rendersOf(new App({ outdir: freshFolder() }))).toBeGreaterThan(2 * 3);
  });

  test('writes what an App writes', () => {
    expect(writtenBy(new CheckedApp({ outdir: freshFolder() }))).toEqual(writtenBy(new App({ outdir: freshFolder() })));
  });

  test('tells mistakes at every synthesis, also those made since the last one', () => {
    const app = new CheckedApp({ outdir: freshFolder() });
    build(app);
    expect(app.synthYaml()).toContain('kind: Deployment');
    new ConfigMap(new Chart(app, 'wrong', { namespace: 'one' }), 'Not_A_Name', { data: { a: 'b' } });
    expect(() => app.synth()).toThrow(/wrong\/Not_A_Name/);
    expect(() => app.synthYaml()).toThrow(/wrong\/Not_A_Name/);
  });
});
