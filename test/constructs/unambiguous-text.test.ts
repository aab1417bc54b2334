import { App, Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { parse } from 'yaml';
import { ConfigMap, type Manifest } from '../../lib/constructs';

function written(data: Record<string, string>): { yaml: string; manifest: Manifest } {
  const app = new App();
  const chart = new Chart(app, 'chart');
  new ConfigMap(chart, 'settings', { data });
  return { yaml: app.synthYaml(), manifest: (Testing.synth(chart) as Manifest[])[0] as Manifest };
}

const dataIn = (yaml: string, version: '1.1' | '1.2'): unknown => (parse(yaml, { version }) as { data: unknown }).data;

describe('texts that YAML readers disagree about', () => {
  test('are quoted, and are plain texts in the manifest', () => {
    const data = { mode: '0o17', upper: '0X1F', signed: '-0b1_0', plain: 'text' };
    const { yaml, manifest } = written(data);
    expect(yaml).toContain('mode: "0o17"\n');
    expect(yaml).toContain('plain: text\n');
    expect(manifest['data']).toEqual(data);
    expect(JSON.parse(JSON.stringify(manifest))).toMatchObject({ data });
  });

  test('whatever the text, readers of both versions find it again', () => {
    const odd = fc.stringMatching(/^[-+]?[0-9oObBxXeE._:a-fA-F~]{1,6}$/);
    const text = fc.oneof(
      odd,
      fc.string({ unit: 'grapheme-ascii' }),
      fc.constantFrom('yes', 'null', '1:30', '2001-01-01'),
    );
    fc.assert(
      fc.property(text, (value) => {
        const { yaml } = written({ value });
        expect(dataIn(yaml, '1.1')).toEqual({ value });
        expect(dataIn(yaml, '1.2')).toEqual({ value });
      }),
      { seed: 28, numRuns: 200 },
    );
  });
});
