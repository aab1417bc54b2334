/** Our objects for one of upstream's reference renders. */
import { ApiObject, App, type Chart } from 'cdk8s';
import { ExistingPods } from '../../lib/constructs/existing-pods';
import { OnlineBoutique } from '../../lib/boutique/online-boutique';
import { type LeftOver, RENDERS } from './renders';

function addLeftOver(chart: Chart, what: LeftOver): void {
  const [kind = '', name = ''] = what.split('/');
  const metadata = { name };
  if (kind === 'ServiceAccount') {
    new ApiObject(chart, `left-over-${name}`, {
      apiVersion: 'v1',
      kind,
      metadata,
      automountServiceAccountToken: false,
    });
    return;
  }
  // What it is about is gone; a checked app has to say so.
  new ExistingPods(chart, `gone-${name}`, { labels: { app: name } });
  const only = (app: string): object => ({ podSelector: { matchLabels: { app } } });
  new ApiObject(chart, `left-over-${name}`, {
    apiVersion: 'networking.k8s.io/v1',
    kind,
    metadata,
    spec: {
      ...only(name),
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [only('cartservice')], ports: [{ port: 6379, protocol: 'TCP' }] }],
      egress: [{ to: [only('cartservice')] }],
    },
  });
}

/** An app with the chart that corresponds to the render called `name`. @throws Error where there is no such render. */
export function renderApp(name: string, outdir?: string): App {
  const render = RENDERS[name];
  if (!render) throw new Error(`no render is called "${name}"; there are ${Object.keys(RENDERS).sort().join(', ')}`);
  const app = new App({ ...(outdir ? { outdir } : {}), recordConstructMetadata: false });
  const chart = new OnlineBoutique(app, name, render.props);
  // Upstream's policies let every pod out to everything; ours let those that call nobody out to nothing, here at least to DNS.
  for (const { components } of chart.services.values()) components.forEach((component) => component.allowDns());
  for (const what of render.leftOver ?? []) addLeftOver(chart, what);
  return app;
}
