import { App, Chart, Testing } from 'cdk8s';
import { type Manifest, Port, Service, ServiceMonitor } from '../../../lib/constructs';
import { chartOf, find } from '../../support/chart';

const port = Port.http(9090, { name: 'metrics' });

describe('ServiceMonitor', () => {
  test('is about Services with given labels, in given namespaces', () => {
    const manifests = chartOf((chart) => {
      new ServiceMonitor(chart, 'all', {
        services: { metrics: 'yes' },
        namespaces: ['shop', 'queue'],
        targetLabels: ['team'],
        sampleLimit: 1000,
        endpoints: [{ port, scheme: 'https', params: { module: ['http'] }, honorLabels: true }],
      });
    });
    expect(find<{ spec: unknown }>(manifests, 'ServiceMonitor').spec).toEqual({
      jobLabel: 'app',
      targetLabels: ['team'],
      sampleLimit: 1000,
      selector: { matchLabels: { metrics: 'yes' } },
      namespaceSelector: { matchNames: ['shop', 'queue'] },
      endpoints: [
        {
          port: 'metrics',
          path: '/metrics',
          scheme: 'https',
          interval: '30s',
          scrapeTimeout: '10s',
          honorLabels: true,
          params: { module: ['http'] },
        },
      ],
    });
  });

  test('of one Service finds it in its own namespace, and no other Service with the same labels', () => {
    const app = new App();
    const shop = new Chart(app, 'shop', { namespace: 'shop' });
    const monitoring = new Chart(app, 'monitoring', { namespace: 'monitoring' });
    const labels = { app: 'cart' };
    const service = new Service(shop, 'cart', { ports: [port], labels });
    new Service(shop, 'cart-peers', { ports: [port], labels });
    new ServiceMonitor(monitoring, 'cart', { services: service, endpoints: [{ port }] });
    expect(find(Testing.synth(monitoring) as Manifest[], 'ServiceMonitor')).toMatchObject({
      spec: { namespaceSelector: { matchNames: ['shop'] }, selector: { matchLabels: { 'scraped-service': 'cart' } } },
    });
    const services = Testing.synth(shop) as Manifest[];
    expect(find<Manifest>(services, 'Service', 'cart').metadata.labels).toEqual({
      app: 'cart',
      'scraped-service': 'cart',
    });
    expect(find<Manifest>(services, 'Service', 'cart-peers').metadata.labels).toEqual({ app: 'cart' });
  });
});
