/** Invalid combinations: most do not compile (`@ts-expect-error`, held by the type check), the rest is told at synth. */
import { App, Testing } from 'cdk8s';
import { OnlineBoutique } from '../../lib/boutique/online-boutique';
import { type OnlineBoutiqueProps } from '../../lib/boutique/online-boutique-props';
import { type CartDatabase } from '../../lib/boutique/variations/cart-database';
import { type Exposure } from '../../lib/boutique/variations/exposure';
import { type ReleaseStrategy } from '../../lib/boutique/release-strategy';
import { type TelemetryProps } from '../../lib/boutique/variations/telemetry';
import { Microservice, type MicroserviceProps } from '../../lib/constructs';
import { mistakesIn } from '../oracles/readable-error';

function mistakesOf(props: Partial<OnlineBoutiqueProps>): string[] {
  try {
    Testing.synth(new OnlineBoutique(new App(), 'shop', { namespace: 'shop', ...props }));
    return [];
  } catch (error) {
    return mistakesIn(error).map((line) => line.trim());
  }
}

describe('what does not compile', () => {
  test('carts live in one place, and a Deployment has no volume', () => {
    // @ts-expect-error redis in the cluster and Spanner
    const both: CartDatabase = { type: 'redis', connectionString: 'projects/P/instances/I/databases/D' };
    // @ts-expect-error a volume needs the StatefulSet
    const volume: CartDatabase = { type: 'redis', workload: 'Deployment', persistence: { size: '1Gi' } };
    // @ts-expect-error Spanner without the account that may use it
    const account: CartDatabase = { type: 'spanner', connectionString: 'x' };
    // @ts-expect-error redis elsewhere without address
    const address: CartDatabase = { type: 'externalRedis' };
    expect([both, volume, account, address]).toHaveLength(4);
  });

  test('traces need a collector, profiles a program with a profiler', () => {
    // @ts-expect-error nobody would receive the traces
    const traces: TelemetryProps = { tracing: true, profiler: 'all' };
    // @ts-expect-error adservice has no profiler
    const profiler: TelemetryProps = { profiler: ['adservice'] };
    expect([traces, profiler]).toHaveLength(2);
  });

  test('each release strategy has settings of its own', () => {
    // @ts-expect-error a rolling release has no candidate
    const rolling: ReleaseStrategy = { strategy: 'rolling', candidateTag: 'v2' };
    // @ts-expect-error a canary has no colours
    const canary: ReleaseStrategy = { strategy: 'canary', active: 'green' };
    // @ts-expect-error blue and green share nothing
    const blueGreen: ReleaseStrategy = { strategy: 'blueGreen', split: { by: 'replicas', replicas: 1 } };
    // @ts-expect-error routes share by per cent
    const routes: ReleaseStrategy = { strategy: 'canary', split: { by: 'routes' } };
    // @ts-expect-error nobody calls the load generator
    const nobody: ReleaseStrategy = { strategy: 'canary', services: ['loadgenerator'] };
    expect([rolling, canary, blueGreen, routes, nobody]).toHaveLength(5);
  });

  test('each way in has what it needs', () => {
    // @ts-expect-error an Ingress without host
    const ingress: Exposure = { type: 'ingress' };
    // @ts-expect-error a Gateway that nobody implements
    const gateway: Exposure = { type: 'gateway' };
    // @ts-expect-error a load balancer has no certificate
    const balancer: Exposure = { type: 'loadBalancer', tls: { type: 'existing' } };
    expect([ingress, gateway, balancer]).toHaveLength(3);
  });

  test('names and levels are those that exist', () => {
    // @ts-expect-error there is no such platform
    const platform: Partial<OnlineBoutiqueProps> = { platform: 'moon' };
    // @ts-expect-error there is no such service
    const service: Partial<OnlineBoutiqueProps> = { services: { wishlist: {} } };
    // @ts-expect-error Recreate replaces all at once
    const surge: MicroserviceProps = { image: 'a:1', strategy: { type: 'Recreate', maxSurge: 1 } };
    // @ts-expect-error an image is needed
    const image: MicroserviceProps = {};
    expect([platform, service, surge, image, Microservice]).toHaveLength(5);
  });
});

describe('what is told at synth', () => {
  const rows: readonly (readonly [string, Partial<OnlineBoutiqueProps>, RegExp])[] = [
    [
      'a canary by routes without a gateway',
      { release: { strategy: 'canary', split: { by: 'routes', percent: 10 } } },
      /^\[shop\] release\.split: given "routes", expected a gateway that weighs its routes/,
    ],
    [
      'a canary by routes of what no gateway routes to',
      {
        expose: [{ type: 'gateway', gatewayClassName: 'istio' }],
        release: { strategy: 'canary', services: ['cartservice'], split: { by: 'routes', percent: 10 } },
      },
      /^\[shop\] release\.services: given \["cartservice"\], expected the frontend alone/,
    ],
    [
      'two of the same way in',
      { expose: [{ type: 'loadBalancer' }, { type: 'loadBalancer' }] },
      /^\[shop\] expose: given "loadBalancer", expected each way in once/,
    ],
    [
      'a way in to a frontend that runs elsewhere',
      { expose: [{ type: 'loadBalancer' }], services: { frontend: { runsElsewhereAt: 'web.example:80' } } },
      /^\[shop\] expose: given \["loadBalancer"\], expected nothing, as the frontend runs elsewhere/,
    ],
    [
      'a candidate of what runs elsewhere',
      { release: { strategy: 'blueGreen' }, services: { frontend: { runsElsewhereAt: 'web.example:80' } } },
      /^\[shop\] release\.services: given "frontend", expected a service that runs here/,
    ],
    [
      'redis elsewhere, said in the wrong place',
      { services: { 'redis-cart': { runsElsewhereAt: 'redis.example:6379' } } },
      /^\[shop\] services\.redis-cart\.runsElsewhereAt: .*give cartDatabase: \{ type: 'externalRedis'/,
    ],
    [
      'a drain that the image cannot do',
      { services: { frontend: { drainSeconds: 5 } } },
      /^\[shop\/frontend\] services\.frontend\.drainSeconds: given 5, expected nothing/,
    ],
    ['a digest', { images: { digests: { frontend: 'sha256:0' } } }, /images\.digests\.frontend: given "sha256:0"/],
    ['a latency', { catalogLatency: 'soon' }, /catalogLatency: given "soon", expected a duration as Go writes it/],
    ['a number of users', { loadGenerator: { users: 0 } }, /loadGenerator\.users: given 0, expected more than 0/],
    ['a name', { services: { cartservice: { name: 'Cart' } } }, /metadata\.name: given "Cart"/],
  ];

  test.each(rows)('%s', (_what, props, told) => {
    expect(mistakesOf(props)).toContainEqual(expect.stringMatching(told));
  });

  test('health checks of load balancers follow the base URL', () => {
    const annotations = (platform: 'eks' | 'aks', exposure: Exposure): string =>
      JSON.stringify(
        Testing.synth(
          new OnlineBoutique(new App(), 'shop', {
            ...{ namespace: 'shop', platform, expose: [exposure], frontend: { baseUrl: '/demo' } },
          }),
        ),
      );
    const ingress: Exposure = { type: 'ingress', host: 'shop.example' };
    expect(annotations('eks', ingress)).toContain('"alb.ingress.kubernetes.io/healthcheck-path":"/demo/_healthz"');
    expect(annotations('aks', { type: 'loadBalancer' })).toContain('health-probe-request-path":"/demo/_healthz"');
  });
});
