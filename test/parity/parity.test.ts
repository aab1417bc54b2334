/** What upstream's 29 renders carry, ours carry too. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { renderApp } from '../../scripts/render/render';
import { covers, type Explanation, type KubernetesObject } from './covers';
import { renderNames, upstreamObjects } from './upstream';

const explanationsIn = (file: string): Explanation[] =>
  JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as Explanation[];

describe('a render that mirrors one of upstream’s', () => {
  const differences = explanationsIn('differences.json');

  test.each(renderNames)('%s carries every leaf of upstream’s', (name) => {
    const ours = renderApp(name).charts.flatMap((chart) => Testing.synth(chart) as KubernetesObject[]);
    const { passed, unexplained } = covers(upstreamObjects(name), ours, differences);
    expect(unexplained).toEqual([]);
    expect(passed).toBeGreaterThan(10);
  });

  test('is refused for a name that upstream has not got', () => {
    expect(() => renderApp('component-unknown')).toThrow(
      /no render is called "component-unknown"; there are base, component-alloydb/,
    );
  });
});
