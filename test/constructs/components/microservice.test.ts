import { App, Chart, Testing } from 'cdk8s';
import {
  Conventions,
  ExternalService,
  Microservice,
  Port,
  type Manifest,
  type MicroserviceProps,
} from '../../../lib/constructs';
import { chartOf, find, image } from '../../support/chart';

function synth(props: Partial<MicroserviceProps> = {}): Manifest[] {
  return chartOf((chart) => new Microservice(chart, 'cart', { image, port: Port.grpc(7070), ...props }));
}

describe('Microservice', () => {
  test('is a Deployment, a Service, a ServiceAccount, a budget and a policy, all under the name the user gave', () => {
    expect(synth().map(({ kind, metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`)).toEqual([
      'ServiceAccount/shop/cart',
      'Deployment/shop/cart',
      'Service/shop/cart',
      'NetworkPolicy/shop/cart',
      'PodDisruptionBudget/shop/cart',
    ]);
  });

  test('without a port it is a worker and has no Service', () => {
    expect(synth({ port: undefined }).map(({ kind }) => kind)).not.toContain('Service');
  });

  test('a dependency writes the address once and opens both policies on the port of the pod', () => {
    const manifests = chartOf((chart) => {
      const mail = new Microservice(chart, 'mail', { image, port: Port.grpc(8080, { servicePort: 5000 }) });
      new Microservice(chart, 'shop', { image, port: Port.http(8080), dependsOn: [mail] });
    });
    expect(find(manifests, 'Deployment', 'shop')).toMatchObject({
      spec: { template: { spec: { containers: [{ env: [{ name: 'MAIL_ADDR', value: 'mail:5000' }] }] } } },
    });
    const ports = [{ port: 8080, protocol: 'TCP' }];
    expect(find(manifests, 'NetworkPolicy', 'mail')).toMatchObject({
      spec: { ingress: [{ ports, from: [{ podSelector: { matchLabels: { app: 'shop' } } }] }] },
    });
    expect(find(manifests, 'NetworkPolicy', 'shop')).toMatchObject({
      spec: { egress: [{ ports, to: [{ podSelector: { matchLabels: { app: 'mail' } } }] }, { to: [{}] }] },
    });
  });

  test('across namespaces the address is the full name and both policies name the namespace', () => {
    const app = new App();
    const carts = new Chart(app, 'carts', { namespace: 'carts' });
    const shops = new Chart(app, 'shops', { namespace: 'shops' });
    const cart = new Microservice(carts, 'cart', { image, port: Port.grpc(7070) });
    new Microservice(shops, 'shop', { image, dependsOn: [cart] });
    const inShops = Testing.synth(shops) as Manifest[];
    expect(find(inShops, 'Deployment')).toMatchObject({
      spec: {
        template: {
          spec: { containers: [{ env: [{ name: 'CART_ADDR', value: 'cart.carts.svc.cluster.local:7070' }] }] },
        },
      },
    });
    const inNamespace = (name: string): object => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
    });
    expect(find(inShops, 'NetworkPolicy')).toMatchObject({ spec: { egress: [{ to: [inNamespace('carts')] }, {}] } });
    expect(find(Testing.synth(carts) as Manifest[], 'NetworkPolicy')).toMatchObject({
      spec: { ingress: [{ from: [inNamespace('shops')] }] },
    });
  });

  test('something outside the cluster is reached by name and by address range', () => {
    const manifests = chartOf((chart) => {
      const database = new ExternalService(chart, 'cart-db', {
        host: 'db.example',
        ports: [5432],
        cidrs: ['10.1.0.0/16'],
      });
      const value = (address: string): string => `postgres://${address}`;
      new Microservice(chart, 'cart', { image, dependsOn: [{ on: database, variable: 'DB_URL', value }] });
    });
    expect(find(manifests, 'Deployment')).toMatchObject({
      spec: {
        template: { spec: { containers: [{ env: [{ name: 'DB_URL', value: 'postgres://db.example:5432' }] }] } },
      },
    });
    expect(find(manifests, 'NetworkPolicy')).toMatchObject({
      spec: { egress: [{ to: [{ ipBlock: { cidr: '10.1.0.0/16' } }], ports: [{ port: 5432, protocol: 'TCP' }] }, {}] },
    });
  });

  test('an autoscaler takes the number of replicas over', () => {
    const manifests = synth({ autoscale: { maxReplicas: 5 } });
    expect(find<{ spec: object }>(manifests, 'Deployment').spec).not.toHaveProperty('replicas');
    expect(find(manifests, 'HorizontalPodAutoscaler')).toMatchObject({
      spec: { minReplicas: 2, maxReplicas: 5, scaleTargetRef: { kind: 'Deployment', name: 'cart' } },
    });
  });

  test('its pods roll when a setting changes', () => {
    const checksum = (level: string): unknown =>
      find<{ spec: { template: { metadata: { annotations: unknown } } } }>(
        synth({ config: { LEVEL: level } }),
        'Deployment',
      ).spec.template.metadata.annotations;
    expect(checksum('info')).toEqual(checksum('info'));
    expect(checksum('info')).not.toEqual(checksum('debug'));
  });

  test('its selector depends neither on the path nor on the chart', () => {
    const selector = (chartId: string): unknown => {
      const chart = new Chart(new App(), chartId);
      new Microservice(chart, 'cart', { image });
      return find<{ spec: { selector: unknown } }>(Testing.synth(chart) as Manifest[], 'Deployment').spec.selector;
    };
    expect(selector('dev')).toEqual({ matchLabels: { app: 'cart' } });
    expect(selector('prod')).toEqual(selector('dev'));
  });

  test('conventions of its chart reach every object', () => {
    const manifests = chartOf((chart) => {
      Conventions.apply(chart, { owner: 'carts', email: 'carts@shop.example', partOf: 'shop' });
      new Microservice(chart, 'cart', { image, port: Port.grpc(7070) });
    });
    for (const { metadata } of manifests) {
      expect(metadata.labels).toMatchObject({ owner: 'carts', 'app.kubernetes.io/part-of': 'shop' });
      expect(metadata.annotations).toEqual({ email: 'carts@shop.example' });
    }
  });

  test('several mistakes are reported together, each with its path', () => {
    const build = (): unknown =>
      chartOf((chart) => {
        new Microservice(chart, 'Cart', { image: 'cart' });
        new Microservice(chart, 'shop', { image, lifecycle: { drainSeconds: 40 } });
      });
    expect(build).toThrow(/chart\/Cart\/deployment\] metadata.name: given "Cart", expected lower-case/);
    expect(build).toThrow(/chart\/Cart\/deployment\] containers\[main\].image: given "cart"/);
    expect(build).toThrow(/chart\/shop\/deployment\] lifecycle.drainSeconds: given 40/);
  });
});
