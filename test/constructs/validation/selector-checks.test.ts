import { ApiObject } from 'cdk8s';
import {
  Deployment,
  ExistingPods,
  Microservice,
  NetworkPolicy,
  PodDisruptionBudget,
  PodMonitor,
  PolicyPeer,
  Port,
  Service,
  ServiceMonitor,
} from '../../../lib/constructs';
import { image, mistakesOf } from '../../support/chart';
import { testWrongInputs } from './wrong-input';

const NOBODY =
  'given "app=carts", expected labels that pods in namespace shop have; correct the labels, or declare pods that something else makes with ExistingPods';
const selector = { app: 'carts' };
const ports = [Port.grpc(7070)];

describe('selectors', () => {
  testWrongInputs([
    [
      'of a Service',
      (chart) => new Service(chart, 'cart', { ports, selector }),
      `[chart/cart] spec.selector: ${NOBODY}`,
    ],
    [
      'of a budget',
      (chart) => new PodDisruptionBudget(chart, 'cart', { selector }),
      `[chart/cart] spec.selector: ${NOBODY}`,
    ],
    [
      'of a policy',
      (chart) => new NetworkPolicy(chart, 'cart', { selector }),
      `[chart/cart] spec.podSelector: ${NOBODY}`,
    ],
    [
      'of a peer in a policy',
      (chart) => {
        new Microservice(chart, 'cart', { image, ports }).allowFrom(PolicyPeer.pods(selector));
      },
      `[chart/cart/network-policy] spec.ingress.from.podSelector: ${NOBODY}`,
    ],
    [
      'of a workload that does not find its own pods',
      (chart) => {
        new Deployment(chart, 'other', { container: { image } }); // has the app checked
        const template = { metadata: { labels: { app: 'site' } }, spec: { containers: [{ name: 'main', image }] } };
        const spec = { selector: { matchLabels: { app: 'web' } }, template };
        new ApiObject(chart, 'web', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec });
      },
      '[chart/web] spec.selector: given "app=web", expected labels of its own pods, which have app=site; select by labels that the pods have',
    ],
    [
      'of a monitor that finds no Service',
      (chart) => {
        new Microservice(chart, 'cart', { image, ports });
        new ServiceMonitor(chart, 'monitor', { services: selector, endpoints: [{ port: 'grpc' }] });
      },
      '[chart/monitor] spec.selector: given "app=carts", expected labels that Services in namespace shop have; correct the labels',
    ],
    [
      'the port of a monitor that finds pods',
      (chart) => {
        const pods = new Microservice(chart, 'cart', { image, ports });
        new PodMonitor(chart, 'monitor', { pods, endpoints: [{ port: 'metrics' }] });
      },
      '[chart/monitor] spec.podMetricsEndpoints.port: given "metrics", expected the name of a port, of which there are grpc; name the port, or scrape another',
    ],
  ]);

  test('pods that something else makes are declared', () => {
    const found = mistakesOf((chart) => {
      const pods = new ExistingPods(chart, 'carts', { labels: { app: 'carts', team: 'x' } });
      new Service(chart, 'cart', { ports, selector });
      new NetworkPolicy(chart, 'policy', { selector: pods });
    });
    expect(found).toEqual([]);
  });

  test('peers in namespaces of others are nobody’s business', () => {
    const found = mistakesOf((chart) => {
      new Microservice(chart, 'cart', { image, ports }).allowFrom(PolicyPeer.pods(selector, 'elsewhere'));
    });
    expect(found).toEqual([]);
  });
});
