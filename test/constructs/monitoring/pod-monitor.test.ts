import { Pods } from 'cdk8s-plus-28';
import { PodMonitor } from '../../../lib/constructs';
import { chartOf, find } from '../../support/chart';

describe('PodMonitor', () => {
  test('takes the pods that a selector of cdk8s-plus finds, expressions included', () => {
    const manifests = chartOf((chart) => {
      const pods = Pods.select(chart, 'pods', { labels: { app: 'agent' } });
      new PodMonitor(chart, 'agents', { pods, endpoints: [{ port: 'metrics' }] });
    });
    expect(find<{ spec: unknown }>(manifests, 'PodMonitor').spec).toEqual({
      jobLabel: 'app',
      selector: { matchLabels: { app: 'agent' } },
      podMetricsEndpoints: [
        { port: 'metrics', path: '/metrics', scheme: 'http', interval: '30s', scrapeTimeout: '10s' },
      ],
    });
  });
});
