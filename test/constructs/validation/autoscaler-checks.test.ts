import { DaemonSet as PlusDaemonSet } from 'cdk8s-plus-28';
import { HorizontalPodAutoscaler, Microservice, VerticalPodAutoscaler } from '../../../lib/constructs';
import { image, mistakesOf } from '../../support/chart';
import { testWrongInputs } from './wrong-input';

describe('autoscalers', () => {
  testWrongInputs([
    [
      'a minimum above the maximum',
      (chart) => new Microservice(chart, 'cart', { image, autoscale: { minReplicas: 5, maxReplicas: 3 } }),
      '[chart/cart/autoscaler] spec.minReplicas: given 5, expected at most maxReplicas, 3; lower it or raise maxReplicas',
    ],
    [
      'a minimum of none',
      (chart) => new Microservice(chart, 'cart', { image, autoscale: { minReplicas: 0, maxReplicas: 3 } }),
      '[chart/cart/autoscaler] spec.minReplicas: given 0, expected a whole number from 1; change the value',
    ],
    [
      'a percentage of nothing',
      (chart) => new Microservice(chart, 'cart', { image, autoscale: { maxReplicas: 3, cpuPercent: 0 } }),
      '[chart/cart/autoscaler] spec.metrics.cpu: given 0, expected a whole number from 1; change the value',
    ],
    [
      'a target that does not exist',
      (chart) => {
        const target = { kind: 'Deployment', name: 'carts', apiVersion: 'apps/v1', containers: [] };
        const scalable = { hasAutoscaler: false, markHasAutoscaler: () => {}, toScalingTarget: () => target };
        new HorizontalPodAutoscaler(chart, 'scaler', { target: scalable, maxReplicas: 3 });
      },
      '[chart/scaler] spec.scaleTargetRef.name: given "carts", expected a Deployment of namespace shop; the app has none; target a workload of the app',
    ],
    [
      'two autoscalers that pull at one resource',
      (chart) =>
        new Microservice(chart, 'cart', {
          image,
          autoscale: { maxReplicas: 3 },
          verticalScaling: { updateMode: 'Auto' },
        }),
      '[chart/cart/vertical-autoscaler] spec.resourcePolicy.controlledResources: given "cpu", expected resources that no HorizontalPodAutoscaler of the same workload measures; size another resource, scale on another metric, or set updateMode: \'Off\'',
    ],
    [
      'a workload that is not sized by that name',
      (chart) => {
        new PlusDaemonSet(chart, 'agent', { metadata: { name: 'agent' }, containers: [{ image }] });
        const target = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agents' };
        new VerticalPodAutoscaler(chart, 'sizer', { target });
      },
      '[chart/sizer] spec.targetRef.name: given "agents", expected a DaemonSet of namespace shop; the app has agent; target a workload of the app',
    ],
  ]);

  test('one that sizes memory and one that scales on cpu get along', () => {
    const verticalScaling = { updateMode: 'Auto', resources: ['memory'] } as const;
    const build = mistakesOf((chart) => {
      new Microservice(chart, 'cart', { image, autoscale: { maxReplicas: 3 }, verticalScaling });
    });
    expect(build).toEqual([]);
  });
});
