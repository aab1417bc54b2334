/** Props of a shop as fast-check draws them: any variation with any other, mostly right. */
import fc from 'fast-check';
import { type OnlineBoutiqueProps, type ServiceOverrides } from '../../lib/boutique/online-boutique-props';
import { PLATFORM_NAMES } from '../../lib/boutique/platforms/platform';
import { type ReleaseStrategy } from '../../lib/boutique/release-strategy';
import { type SecretSource } from '../../lib/boutique/secret-source';
import {
  type OwnServiceName,
  RELEASABLE_SERVICE_NAMES,
  type ProfiledServiceName,
  type ReleasableServiceName,
} from '../../lib/boutique/service-names';
import { type CartDatabase } from '../../lib/boutique/variations/cart-database';
import { type Exposure } from '../../lib/boutique/variations/exposure';
import { type TelemetryProps } from '../../lib/boutique/variations/telemetry';
import { mostly } from './arbitrary-microservice';

const one = <const T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const OWN: readonly OwnServiceName[] = [...RELEASABLE_SERVICE_NAMES, 'loadgenerator'];
const ownServices = fc.subarray([...OWN], { minLength: 1, maxLength: 3 });
/** TypeScript refuses the load generator here; others have to be told. */
const releasedServices = ownServices as fc.Arbitrary<ReleasableServiceName[]>;
const profiledServices = ownServices as fc.Arbitrary<readonly OwnServiceName[]> as fc.Arbitrary<ProfiledServiceName[]>;
const secret: fc.Arbitrary<SecretSource> = one<SecretSource>(
  { type: 'throwAway' },
  { type: 'existing' },
  {
    type: 'sealed',
    encryptedData: { 'users.acl': 'AgA=', 'appsettings.Production.json': 'AgB=', 'tls.crt': 'AgC=', 'tls.key': 'AgD=' },
  },
  { type: 'external', store: { name: 'vault' }, entry: 'boutique/redis' },
);
const account = 'carts@project.iam.gserviceaccount.com';
const table = { database: 'shop', table: 'items' };

const cartDatabase: fc.Arbitrary<CartDatabase> = fc.oneof(
  secret.map((password) => ({ type: 'redis' as const, password, persistence: { size: '2Gi' } })),
  one<CartDatabase>({ type: 'redis', workload: 'Deployment' }, { type: 'redis' }),
  fc
    .record(
      {
        address: one('10.1.2.3:6379', 'redis.example:6380', 'redis.example'),
        cidrs: fc.constantFrom(['10.1.2.3/32'], ['10.1.2.3']),
      },
      { requiredKeys: ['address'] },
    )
    .map((redis) => ({ type: 'externalRedis' as const, ...redis })),
  secret.map((certificate) => ({
    type: 'externalRedis' as const,
    address: 'redis-tls.shop:6379',
    tlsOrigination: { name: 'redis-tls', endpointAddress: '10.1.2.3', endpointPort: 6379, certificate },
  })),
  one<CartDatabase>({
    type: 'spanner',
    connectionString: 'projects/P/instances/I/databases/D',
    googleServiceAccount: account,
  }),
  one<CartDatabase>({
    ...{ type: 'alloydb', projectId: 'p', region: 'r', cluster: 'c', instance: 'i', primaryIp: '10.9.9.9' },
    ...{ passwordSecret: 's', carts: table, products: table, googleServiceAccount: account },
  }),
);

const host = mostly(one('shop.example.com', 'a.b'), one('https://shop.example.com', 'shop example'));
const exposure: fc.Arbitrary<Exposure> = fc.oneof(
  fc.record({ type: one('ingress'), host, tls: fc.oneof(secret, one('unsafePlainHttp')) }),
  fc.record(
    { type: one('loadBalancer'), sourceRanges: fc.constantFrom(['192.0.2.0/24'], ['home']) },
    { requiredKeys: ['type'] },
  ),
  one<Exposure>(
    { type: 'gateway', gatewayClassName: 'istio' },
    { type: 'gateway', gatewayClassName: 'eg', gatewayPods: { labels: { app: 'envoy' }, namespace: 'envoy' } },
  ),
  one<Exposure>({
    type: 'virtualService',
    hosts: ['*'],
    gateway: { namespace: 'ingress', name: 'entry' },
    gatewayLabels: { istio: 'ingress' },
  }),
);

const candidate = { candidateTag: mostly(one('v0.10.7'), one('not a tag')), services: releasedServices };
const optional = { requiredKeys: ['strategy'] as ['strategy'] };
const split = fc.oneof(
  fc.record({ by: one('replicas'), replicas: mostly(one(1, 2), one(0, -1)) }),
  fc.record({ by: one('routes'), percent: mostly(one(1, 50, 99), one(0, 100, 12.5)) }),
);
const release: fc.Arbitrary<ReleaseStrategy> = fc.oneof(
  one<ReleaseStrategy>(
    { strategy: 'rolling' },
    { strategy: 'rolling', maxSurge: 1, maxUnavailable: 1 },
    { strategy: 'recreate' },
  ),
  fc.record({ strategy: one('blueGreen'), active: one('blue', 'green'), ...candidate }, optional),
  fc.record({ strategy: one('canary'), split, ...candidate }, optional),
);

const collector = one({ project: 'fromMetadata' }, { project: 'my-project' });
const telemetry: fc.Arbitrary<TelemetryProps> = fc.oneof(
  fc.record(
    { collector, tracing: fc.boolean(), profiler: fc.oneof(one('all'), profiledServices) },
    { requiredKeys: ['collector'] },
  ),
  fc.record({ profiler: fc.oneof(one('all'), profiledServices) }),
);

const overrides: fc.Arbitrary<ServiceOverrides> = fc.oneof(
  fc.record({ name: mostly(one('renamed'), one('Not A Name')) }),
  fc.record({ runsElsewhereAt: mostly(one('api.example:443', '10.0.0.1:7070'), one('api.example', 'host:port')) }),
  fc.record({ replicas: mostly(one(1, 4), one(-1)), drainSeconds: mostly(one(0, 3), one(60)) }),
  fc.record({ autoscale: fc.record({ minReplicas: one(2, 3), maxReplicas: mostly(one(3, 8), one(1)) }) }),
  fc.record({
    resources: fc.record({ cpu: mostly(one('1', '200m'), one('lots')) }),
    env: fc.constantFrom<Record<string, string>>({ EXTRA: 'x' }, {}),
  }),
);

const assistant = one({
  ...{ projectId: 'p', region: 'r', googleServiceAccount: account, apiKey: { secretName: 'assistant-key' } },
  alloydb: { cluster: 'c', instance: 'i', ...table, passwordSecret: 's' },
});

/** Any shop in namespace `shop`, under Pod Security "restricted". */
export const shopProps: fc.Arbitrary<OnlineBoutiqueProps> = fc.record(
  {
    namespace: one('shop'),
    platform: one(...PLATFORM_NAMES),
    environment: one('test'),
    images: fc.record(
      {
        tag: mostly(one('v0.10.6', '1'), one('a b')),
        tagSuffix: one('-arm64'),
        registry: one('registry.example/shop'),
        mirror: one('mirror.example'),
      },
      { requiredKeys: [] },
    ),
    sizing: one('guaranteed', 'burstable'),
    replicas: mostly(one(1, 2, 5), one(-1, 2.5)),
    settings: one('configMap', 'inline'),
    cartDatabase,
    expose: fc.array(exposure, { maxLength: 2 }),
    release,
    frontend: fc.record(
      {
        baseUrl: mostly(one('/shop', '/a/b'), one('shop', '/shop/')),
        branding: one('cymbal'),
        singleSharedSession: fc.boolean(),
        message: fc.string(),
      },
      { requiredKeys: [] },
    ),
    loadGenerator: fc.oneof(
      one(false as const),
      fc.record({ users: mostly(one(1, 50), one(0, -5)), waitsFor: one('frontend', 'nothing') }, { requiredKeys: [] }),
    ),
    catalogLatency: mostly(one('5.5s', '100ms'), one('soon')),
    shoppingAssistant: assistant,
    telemetry,
    istio: fc.record(
      {
        authorizationPolicies: fc.boolean(),
        sidecars: fc.boolean(),
        egressToGoogle: fc.boolean(),
        frontendVirtualService: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    services: fc.dictionary(one(...OWN), overrides, { maxKeys: 2, noNullPrototype: true }),
  },
  { requiredKeys: ['namespace'] },
);
