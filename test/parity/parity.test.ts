/** What upstream's 29 renders carry, ours carry too. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { ENVIRONMENT_NAMES } from '../../lib/boutique/environments/environment';
import { renderApp } from '../../scripts/render/render';
import { covers, type Explanation, type KubernetesObject } from './covers';
import { synthEnvironment } from '../support/environments';
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

describe('an environment of ours', () => {
  const differences = explanationsIn('environment-differences.json');
  const comparisons = ENVIRONMENT_NAMES.map(
    (name) => [name, covers(upstreamObjects('base'), synthEnvironment(name), differences)] as const,
  );

  test.each(comparisons)(
    '%s carries every leaf of upstream’s base but for the differences with a reason',
    (_name, found) => {
      expect(found.unexplained).toEqual([]);
      expect(found.passed).toBeGreaterThan(400);
    },
  );

  test('has no reason for a difference that is no more', () => {
    const stale = differences.filter(({ path }) => comparisons.every(([, found]) => found.stale.includes(path)));
    expect(stale).toEqual([]);
  });

  test('has a reason of at least one sentence for each difference', () => {
    expect(differences.filter(({ why }) => !why.endsWith('.'))).toEqual([]);
  });
});
