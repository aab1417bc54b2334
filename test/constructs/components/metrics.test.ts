import { Conventions, Microservice, PolicyPeer, Port } from '../../../lib/constructs';
import { chartOf, find, image, mistakesOf } from '../../support/chart';

const ports = [Port.grpc(7070), Port.http(9090, { name: 'metrics' })];

describe('metrics of a component', () => {
  test('are scraped through its Service, and the scrapers are let in on that port alone', () => {
    const manifests = chartOf(
      (chart) => new Microservice(chart, 'cart', { image, ports, metrics: { port: 'metrics' } }),
    );
    expect(find(manifests, 'ServiceMonitor')).toMatchObject({
      metadata: { name: 'cart', namespace: 'shop' },
      spec: {
        selector: { matchLabels: { 'scraped-service': 'cart' } },
        endpoints: [{ port: 'metrics', path: '/metrics', interval: '30s' }],
      },
    });
    expect(find(manifests, 'Service')).toMatchObject({ metadata: { labels: { 'scraped-service': 'cart' } } });
    expect(find(manifests, 'NetworkPolicy')).toMatchObject({
      spec: {
        ingress: [
          {
            ports: [{ port: 9090 }],
            from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
          },
        ],
      },
    });
  });

  test('of a worker without Service are scraped from the pods', () => {
    const worker = [Port.http(9090, { name: 'metrics' })];
    const manifests = chartOf((chart) => {
      Conventions.apply(chart, { metricsScrapers: [PolicyPeer.pods({ app: 'prometheus' }, 'observe')] });
      class Worker extends Microservice {
        protected override createService(): undefined {
          return undefined;
        }
      }
      new Worker(chart, 'queue', { image, ports: worker, metrics: { interval: '1m', labels: { release: 'main' } } });
    });
    expect(find(manifests, 'PodMonitor')).toMatchObject({
      metadata: { labels: { release: 'main' } },
      spec: { selector: { matchLabels: { app: 'queue' } }, podMetricsEndpoints: [{ port: 'metrics', interval: '1m' }] },
    });
    expect(find(manifests, 'NetworkPolicy')).toMatchObject({
      spec: { ingress: [{ from: [{ podSelector: { matchLabels: { app: 'prometheus' } } }] }] },
    });
  });

  test('on a port that the component has not got are refused', () => {
    const build = mistakesOf((chart) => new Microservice(chart, 'cart', { image, ports, metrics: { port: 'metric' } }));
    expect(build).toEqual([
      expect.stringContaining(
        'chart/cart] metrics.port: given "metric", expected a port of the component, which has grpc',
      ),
    ]);
  });
});
