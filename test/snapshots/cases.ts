/** Every choice there is about a shop, each alone, and the combinations that touch each other. */
import { type EnvironmentOptions, type OnlineBoutiqueProps, Probe, type SecretSource } from '../../lib';

const tag = 'v0.10.7';
const gateway = { type: 'gateway', gatewayClassName: 'istio' } as const;

/** Release strategies, in prod. */
export const STRATEGIES: Readonly<Record<string, EnvironmentOptions>> = {
  rolling: { release: { strategy: 'rolling', maxSurge: 1, maxUnavailable: '10%' } },
  recreate: { release: { strategy: 'recreate' } },
  'blue-green': { release: { strategy: 'blueGreen', candidateTag: tag } },
  'blue-green-switched': { release: { strategy: 'blueGreen', candidateTag: tag, active: 'green' } },
  'canary-by-replicas': {
    release: {
      strategy: 'canary',
      candidateTag: tag,
      services: ['frontend', 'cartservice'],
      split: { by: 'replicas', replicas: 2 },
    },
  },
  'canary-by-routes': {
    release: { strategy: 'canary', candidateTag: tag, split: { by: 'routes', percent: 5 } },
    expose: [gateway],
  },
};

const secrets: Readonly<Record<string, SecretSource>> = {
  'throw-away': { type: 'throwAway' },
  existing: { type: 'existing', name: 'carts' },
  sealed: { type: 'sealed', encryptedData: { 'users.acl': 'AgB4', 'appsettings.Production.json': 'AgC5' } },
  external: { type: 'external', store: { name: 'vault', kind: 'ClusterSecretStore' }, entry: 'boutique/redis' },
};

const databases: Readonly<Record<string, Partial<OnlineBoutiqueProps>>> = {
  ...Object.fromEntries(
    Object.entries(secrets).map(([name, password]) => [
      `redis-password-${name}`,
      { cartDatabase: { type: 'redis', password } } as const,
    ]),
  ),
  'redis-persistent': { cartDatabase: { type: 'redis', persistence: { size: '4Gi', storageClassName: 'fast' } } },
  'redis-as-deployment': { cartDatabase: { type: 'redis', workload: 'Deployment' } },
  'redis-elsewhere': { cartDatabase: { type: 'externalRedis', address: '10.0.0.3:6379', cidrs: ['10.0.0.3/32'] } },
  'redis-elsewhere-with-tls': {
    istio: {},
    cartDatabase: {
      type: 'externalRedis',
      address: 'redis.example.com:6378',
      tlsOrigination: {
        name: 'redis-tls',
        endpointAddress: '10.0.0.3',
        endpointPort: 6378,
        certificate: { type: 'existing' },
      },
    },
  },
  spanner: {
    cartDatabase: {
      type: 'spanner',
      connectionString: 'projects/shop/instances/carts/databases/carts',
      googleServiceAccount: 'carts@shop.iam.gserviceaccount.com',
    },
  },
  alloydb: {
    cartDatabase: {
      type: 'alloydb',
      projectId: 'shop',
      region: 'us-central1',
      cluster: 'boutique',
      instance: 'primary',
      primaryIp: '10.0.0.4',
      passwordSecret: 'alloydb-password',
      carts: { database: 'carts', table: 'cart_items' },
      products: { database: 'products', table: 'catalog_items' },
      googleServiceAccount: 'alloydb@shop.iam.gserviceaccount.com',
    },
  },
};

const exposures: Readonly<Record<string, Partial<OnlineBoutiqueProps>>> = {
  ingress: { expose: [{ type: 'ingress', host: 'shop.example.com' }] },
  'ingress-own-class': {
    expose: [
      { type: 'ingress', host: 'shop.example.com', className: 'traefik', annotations: { 'example.com/size': 'large' } },
    ],
  },
  'ingress-unsafe-plain-http': {
    expose: [{ type: 'ingress', host: 'shop.example.com', tls: 'unsafePlainHttp' }],
  },
  'load-balancer': { expose: [{ type: 'loadBalancer', sourceRanges: ['203.0.113.0/24'] }] },
  gateway: { expose: [{ ...gateway, hostnames: ['shop.example.com'] }] },
  'virtual-service': {
    istio: {},
    expose: [
      {
        type: 'virtualService',
        hosts: ['shop.example.com'],
        gateway: { namespace: 'istio-system', name: 'public' },
        gatewayLabels: { istio: 'ingressgateway' },
      },
    ],
  },
};

const settings: Readonly<Record<string, Partial<OnlineBoutiqueProps>>> = {
  'image-registry-tag-suffix': { images: { registry: 'registry.example.com/shop', tag, tagSuffix: '-arm64' } },
  'image-mirror-and-digests': {
    images: {
      mirror: 'mirror.example.com/docker',
      digests: { frontend: `sha256:${'0123456789abcdef'.repeat(4)}` },
    },
  },
  'base-url': { frontend: { baseUrl: '/shop' }, expose: [{ type: 'ingress', host: 'shop.example.com' }] },
  'cymbal-branding': { frontend: { branding: 'cymbal' } },
  'single-shared-session': { frontend: { singleSharedSession: true } },
  'frontend-words': {
    frontend: {
      message: 'Closed on Sundays',
      bannerColor: 'tomato',
      platformBanner: 'alibaba',
      packagingServiceUrl: 'http://packaging:8080',
    },
  },
  'without-load-generator': { loadGenerator: false },
  'busy-load-generator': { loadGenerator: { users: 200, usersPerSecond: 5, waitsFor: 'nothing' } },
  'settings-inline': { settings: 'inline' },
  'sizing-burstable': { sizing: 'burstable', replicas: 2 },
  'catalog-latency': { catalogLatency: '5.5s' },
  'single-service': {
    services: {
      adservice: {
        replicas: 5,
        resources: { cpu: '400m', memory: '400Mi' },
        env: { LOG_LEVEL: 'debug' },
        readiness: Probe.grpc({ periodSeconds: 3 }),
      },
      emailservice: { runsElsewhereAt: 'mail.example.com:5000' },
      shippingservice: { name: 'freight', autoscale: { minReplicas: 2, maxReplicas: 6, cpuPercent: 70 } },
    },
  },
  'own-conventions': {
    conventions: {
      owner: 'shop-team',
      email: 'shop-team@example.com',
      imagePullSecrets: ['registry'],
      priorityClassName: 'shop',
      scheduling: { nodeSelector: { pool: 'shop' }, spread: 'required' },
      security: { appArmorProfile: 'runtime/default' },
    },
  },
  'unsafe-no-network-policies': { conventions: { unsafeNoNetworkPolicies: true } },
};

const google: Readonly<Record<string, Partial<OnlineBoutiqueProps>>> = {
  'collector-and-traces': { telemetry: { collector: { project: 'shop' } } },
  'google-cloud-operations': { telemetry: { collector: { project: 'fromMetadata' }, profiler: 'all' } },
  'profiler-only': { telemetry: { profiler: ['frontend', 'checkoutservice'] } },
  istio: { istio: {} },
  'shopping-assistant': {
    shoppingAssistant: {
      projectId: 'shop',
      region: 'us-central1',
      alloydb: {
        cluster: 'boutique',
        instance: 'primary',
        database: 'products',
        table: 'catalog_items',
        passwordSecret: 'alloydb-password',
      },
      apiKey: { secretName: 'assistant-key' },
      googleServiceAccount: 'assistant@shop.iam.gserviceaccount.com',
    },
  },
};

const combinations: Readonly<Record<string, Partial<OnlineBoutiqueProps>>> = {
  'all-with-spanner-and-mesh': {
    ...databases['spanner'],
    ...google['google-cloud-operations'],
    istio: { egressToGoogle: true, frontendVirtualService: true },
    expose: [gateway],
    frontend: { branding: 'cymbal' },
  },
};

/** Everything else, by what it is about; each against the shop without a word. */
export const VARIATIONS: Readonly<Record<string, Partial<OnlineBoutiqueProps>>> = {
  ...databases,
  ...exposures,
  ...settings,
  ...google,
  ...combinations,
};
