/** Everything that is written is valid at Kubernetes v1.28, strictly: dist/, the example, and each platform, strategy and variation. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { BoutiqueEnvironment, OnlineBoutique, PLATFORM_NAMES } from '../../lib';
import { renderApp } from '../../scripts/render/render';
import { parcelsFiles } from '../examples/parcels-output';
import { renderNames } from '../parity/upstream';
import { type SchemaFindings, strictFindings, strictFindingsOf } from '../support/strict-schema';
import { STRATEGIES, VARIATIONS } from './cases';

/** Groups of custom resources that a shop may contain; their schemas are not part of Kubernetes. */
const CUSTOM =
  /^(gateway\.networking\.k8s\.io|networking\.istio\.io|security\.istio\.io|bitnami\.com|external-secrets\.io)\//;

function expectStrictlyValid({ wrong, custom, checked }: SchemaFindings): void {
  expect(wrong).toEqual([]);
  expect([...custom].filter((kind) => !CUSTOM.test(kind))).toEqual([]);
  expect(checked).toBeGreaterThan(3);
}

const findingsIn = (app: App): SchemaFindings => strictFindingsOf(app.charts.flatMap((chart) => chart.toJson()));

function environment(options: ConstructorParameters<typeof BoutiqueEnvironment>[2]): SchemaFindings {
  const app = new App();
  new BoutiqueEnvironment(app, 'prod', options);
  return findingsIn(app);
}

describe('the check itself', () => {
  test('finds unknown, repeated, missing and mistyped fields', () => {
    const text = `apiVersion: v1
kind: Service
metadata: { name: a }
spec: { portz: [], ports: [{ name: x }], sessionAffinity: 5 }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b, name: c }
data: { k: v }
bogus: 1
`;
    const { wrong, checked } = strictFindings(text);
    expect(checked).toBe(2);
    expect(wrong.join('\n')).toMatch(/sessionAffinity/);
    expect(wrong.join('\n')).toMatch(/"name" already set in map/);
    expect(wrong.join('\n')).toMatch(/unknown field bogus/);
    const port = strictFindings(
      'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [{ name: x }], portz: 1 }\n',
    );
    expect(port.wrong).toEqual(['Service/a: unknown field spec.portz', 'Service/a.spec.ports[0].port is missing']);
  });
});

describe('strictly valid at v1.28:', () => {
  const dist = join(__dirname, '..', '..', 'dist');
  test.each(readdirSync(dist))('dist/%s', (name) =>
    expectStrictlyValid(strictFindings(readFileSync(join(dist, name), 'utf8'))),
  );
  test.each([...parcelsFiles()])('the example’s %s', (_name, text) => expectStrictlyValid(strictFindings(text)));
  test.each(PLATFORM_NAMES)('platform %s', (platform) =>
    expectStrictlyValid(environment({ platform, expose: [{ type: 'loadBalancer' }] })),
  );
  test.each(Object.entries(STRATEGIES))('strategy %s', (_name, options) => expectStrictlyValid(environment(options)));
  test.each(Object.entries(VARIATIONS))('variation %s', (_name, props) => {
    const app = new App();
    new OnlineBoutique(app, 'boutique', { namespace: 'boutique', ...props });
    expectStrictlyValid(findingsIn(app));
  });
  test.each(renderNames)('render %s', (name) => expectStrictlyValid(findingsIn(renderApp(name))));
});
