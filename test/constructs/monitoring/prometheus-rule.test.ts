import { PrometheusRule } from '../../../lib/constructs';
import { chartOf, find, mistakesOf } from '../../support/chart';

describe('PrometheusRule', () => {
  test('holds alerts and series, each in the form that Prometheus reads', () => {
    const manifests = chartOf(
      (chart) =>
        new PrometheusRule(chart, 'cart', {
          groups: [
            {
              name: 'cart',
              interval: '1m',
              rules: [
                { record: 'cart:requests:rate5m', expression: 'sum(rate(requests_total[5m]))' },
                {
                  alert: 'CartDown',
                  expression: 'up{job="cart"} == 0',
                  for: '5m',
                  severity: 'critical',
                  summary: 'No cart answers',
                  runbookUrl: 'https://runbooks.example/cart',
                  labels: { team: 'carts' },
                },
              ],
            },
          ],
        }),
    );
    expect(find<{ spec: unknown }>(manifests, 'PrometheusRule').spec).toEqual({
      groups: [
        {
          name: 'cart',
          interval: '1m',
          rules: [
            { record: 'cart:requests:rate5m', expr: 'sum(rate(requests_total[5m]))' },
            {
              alert: 'CartDown',
              expr: 'up{job="cart"} == 0',
              for: '5m',
              labels: { severity: 'critical', team: 'carts' },
              annotations: { summary: 'No cart answers', runbook_url: 'https://runbooks.example/cart' },
            },
          ],
        },
      ],
    });
  });

  test('refuses what Prometheus would refuse', () => {
    const found = mistakesOf((chart) => {
      const rules = [
        { record: '5m-rate', expression: 'up' },
        { alert: 'Down', expression: ' ', for: 'five minutes' },
      ];
      new PrometheusRule(chart, 'cart', {
        groups: [
          { name: 'a', rules },
          { name: 'a', rules: [] },
        ],
      });
    });
    expect(found).toEqual([
      expect.stringContaining('groups[a].rules[5m-rate].record: given "5m-rate"'),
      expect.stringContaining('groups[a].rules[Down].expression: given ""'),
      expect.stringContaining('groups[a].rules[Down].for: given "five minutes"'),
      expect.stringContaining('groups: given "a", expected a name that no other group of the object has'),
    ]);
  });
});
