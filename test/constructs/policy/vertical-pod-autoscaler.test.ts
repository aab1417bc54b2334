import { Deployment } from 'cdk8s-plus-28';
import { Microservice, Port, VerticalPodAutoscaler } from '../../../lib/constructs';
import { chartOf, find, image } from '../../support/chart';

describe('VerticalPodAutoscaler', () => {
  test('of a Microservice only recommends, unless told otherwise', () => {
    const manifests = chartOf(
      (chart) => new Microservice(chart, 'cart', { image, port: Port.grpc(7070), verticalScaling: {} }),
    );
    expect(find(manifests, 'VerticalPodAutoscaler')).toMatchObject({
      apiVersion: 'autoscaling.k8s.io/v1',
      metadata: { name: 'cart', namespace: 'shop' },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' },
        updatePolicy: { updateMode: 'Off' },
        resourcePolicy: { containerPolicies: [{ containerName: '*', controlledResources: ['cpu', 'memory'] }] },
      },
    });
  });

  test('sizes any workload within bounds and leaves injected containers alone', () => {
    const manifests = chartOf((chart) => {
      const target = new Deployment(chart, 'other', { metadata: { name: 'other' }, containers: [{ image }] });
      new VerticalPodAutoscaler(chart, 'sizer', {
        target,
        updateMode: 'Auto',
        minAllowed: { cpu: '10m' },
        maxAllowed: { cpu: '1', memory: '1Gi' },
        resources: ['cpu'],
        except: ['istio-proxy'],
        minReplicas: 2,
      });
    });
    expect(find<{ spec: unknown }>(manifests, 'VerticalPodAutoscaler').spec).toEqual({
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' },
      updatePolicy: { updateMode: 'Auto', minReplicas: 2 },
      resourcePolicy: {
        containerPolicies: [
          { containerName: 'istio-proxy', mode: 'Off' },
          {
            containerName: '*',
            controlledResources: ['cpu'],
            controlledValues: 'RequestsAndLimits',
            minAllowed: { cpu: '10m' },
            maxAllowed: { cpu: '1', memory: '1Gi' },
          },
        ],
      },
    });
  });
});
