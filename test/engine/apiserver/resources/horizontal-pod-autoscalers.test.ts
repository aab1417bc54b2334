import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const V1 = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers';
const V2 = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers';
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

describe('HorizontalPodAutoscaler', () => {
  const ask = asking(new Cluster());
  const create = (name: string, spec: object) =>
    ask('POST', V2, { metadata: { name }, spec: { scaleTargetRef, maxReplicas: 5, ...spec } });

  test('aims at 80 % of the cpu, without a behavior, unless told otherwise', () => {
    const { spec } = create('plain', {}).body;
    expect(spec.metrics).toEqual([
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
    ]);
    expect(spec).not.toHaveProperty('behavior');
  });

  test('completes a behavior rule by rule', () => {
    const { behavior } = create('behaved', { behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } }).body.spec;
    expect(behavior.scaleUp.policies).toHaveLength(2);
    expect(behavior.scaleDown).toEqual({
      stabilizationWindowSeconds: 60,
      selectPolicy: 'Max',
      policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
    });
  });

  test('an empty list of policies is no absent one', () => {
    const { body } = create('empty', { behavior: { scaleDown: { policies: [] } } });
    expect(body.message).toContain(
      'spec.behavior.scaleDown.policies: Required value: must specify at least one Policy',
    );
  });

  test('needs exactly the source that a metric is of', () => {
    const target = { type: 'AverageValue', averageValue: '1' };
    const metric = { type: 'Pods', resource: { name: 'cpu', target } };
    const fields = create('odd', { metrics: [metric] }).body.details.causes.map(
      (cause: { field: string }) => cause.field,
    );
    expect(fields).toEqual(['spec.metrics[0].pods']);
    const both = create('odd', { metrics: [{ ...metric, pods: { metric: { name: 'rps' }, target } }] }).body.message;
    expect(both).toContain('spec.metrics[0].resource: Forbidden: must populate the given metric source only');
  });

  test('version 1 sees the target of cpu; the rest travels in annotations, there and back', () => {
    const metrics = [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
      { type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '1k' } } },
    ];
    create('carried', { metrics, behavior: {} });
    const seen = ask('GET', `${V1}/carried`).body;
    expect(seen.apiVersion).toBe('autoscaling/v1');
    expect(seen.spec).toMatchObject({ minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 50 });
    const { annotations } = seen.metadata;
    expect(JSON.parse(annotations['autoscaling.alpha.kubernetes.io/metrics'])).toEqual([
      { type: 'Pods', pods: { metricName: 'rps', targetAverageValue: '1k' } },
    ]);
    expect(annotations['autoscaling.alpha.kubernetes.io/behavior']).toContain(
      '"ScaleUp":{"StabilizationWindowSeconds":0',
    );
    expect(ask('PUT', `${V1}/carried`, { ...seen, spec: { ...seen.spec, maxReplicas: 9 } }).status).toBe(200);
    const { spec, metadata } = ask('GET', `${V2}/carried`).body;
    expect(spec.maxReplicas).toBe(9);
    expect(spec.metrics).toEqual([metrics[1], metrics[0]]);
    expect(spec.behavior.scaleUp.policies).toHaveLength(2);
    expect(metadata).not.toHaveProperty('annotations');
  });

  test('version 1 without a target aims at 80 %', () => {
    const { body } = ask('POST', V1, { metadata: { name: 'old' }, spec: { scaleTargetRef, maxReplicas: 2 } });
    expect(body.spec.targetCPUUtilizationPercentage).toBe(80);
    const status = { currentReplicas: 1, desiredReplicas: 2, currentCPUUtilizationPercentage: 40 };
    ask('PATCH', `${V1}/old/status`, { status });
    expect(ask('GET', `${V2}/old`).body.status.currentMetrics).toEqual([
      { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 40 } } },
    ]);
  });
});
