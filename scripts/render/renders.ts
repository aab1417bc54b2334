/** Our configuration for each of upstream's reference renders, by the render's name. */
import { type OnlineBoutiqueProps } from '../../lib/boutique/online-boutique-props';
import { type ProfiledServiceName } from '../../lib/boutique/service-names';
import { type AlloyDb, type Spanner } from '../../lib/boutique/variations/cart-database';
import { type GatewayExposure } from '../../lib/boutique/variations/exposure';
import { type IstioProps } from '../../lib/boutique/variations/istio-props';
import { type TelemetryProps } from '../../lib/boutique/variations/telemetry';
import { recordedInitCommand, recordedText } from './recorded';
import { base, baseServices, frontendProbes, helm } from './upstream-shape';

/** An object that upstream leaves behind when a variation removes what it belongs to. Ours does not; a render that mirrors upstream names it. */
export type LeftOver = 'ServiceAccount/loadgenerator' | 'NetworkPolicy/redis-cart';

/** How one of upstream's renders is made with ours. */
export interface Render {
  readonly props: OnlineBoutiqueProps;
  readonly leftOver?: readonly LeftOver[];
}

const SUFFIX = 'CONTAINER_IMAGES_TAG_SUFFIX';
const REGISTRY = 'CONTAINER_IMAGES_REGISTRY';
const GCO = 'component-google-cloud-operations';

const spanner = (connectionString: string, googleServiceAccount: string): Spanner => ({
  type: 'spanner',
  connectionString,
  googleServiceAccount,
});
const spannerComponent = spanner(
  'projects/SPANNER_PROJECT/instances/SPANNER_INSTANCE/databases/SPANNER_DATABASE',
  'SPANNER_DB_USER_GSA_ID',
);
const memorystore = { type: 'externalRedis', address: 'REDIS_CONNECTION_STRING' } as const;
const alloydb: AlloyDb = {
  type: 'alloydb',
  projectId: 'PROJECT_ID_VAL',
  region: 'REGION_VAL',
  cluster: 'ALLOYDB_CLUSTER_NAME_VAL',
  instance: 'ALLOYDB_INSTANCE_NAME_VAL',
  primaryIp: 'ALLOYDB_PRIMARY_IP_VAL',
  passwordSecret: 'ALLOYDB_SECRET_NAME_VAL',
  carts: { database: 'ALLOYDB_CARTS_DATABASE_NAME_VAL', table: 'ALLOYDB_CARTS_TABLE_NAME_VAL' },
  products: { database: 'ALLOYDB_PRODUCTS_DATABASE_NAME_VAL', table: 'ALLOYDB_PRODUCTS_TABLE_NAME_VAL' },
  googleServiceAccount: 'ALLOYDB_USER_GSA_ID',
};

/** The component leaves productcatalogservice's profiler off; adservice, cartservice and loadgenerator have none. */
const PROFILED: readonly ProfiledServiceName[] = [
  'checkoutservice',
  'currencyservice',
  'emailservice',
  'frontend',
  'paymentservice',
  'recommendationservice',
  'shippingservice',
];

function collectorOf(render: string): Extract<TelemetryProps, { collector: object }> {
  return {
    collector: {
      project: 'fromMetadata',
      configuration: recordedText(render, 'collector-gateway-config-template'),
      projectCommand: recordedInitCommand(render, 'opentelemetrycollector'),
    },
  };
}
const operations: TelemetryProps = { ...collectorOf(GCO), profiler: PROFILED };

const gateway: GatewayExposure = {
  type: 'gateway',
  gatewayClassName: 'istio',
  gatewayName: 'istio-gateway',
  routeName: 'frontend-route',
  apiVersion: 'v1beta1',
};
const mesh: Partial<OnlineBoutiqueProps> = {
  expose: [gateway],
  istio: {
    authorizationPolicies: false,
    sidecars: false,
    egressToGoogle: true,
    frontendVirtualService: true,
    networkingVersion: 'v1alpha3',
  } satisfies IstioProps,
};

const assistant: OnlineBoutiqueProps['shoppingAssistant'] = {
  projectId: 'PROJECT_ID_VAL',
  region: 'REGION_VAL',
  alloydb: {
    cluster: 'ALLOYDB_CLUSTER_NAME_VAL',
    instance: 'ALLOYDB_INSTANCE_NAME_VAL',
    database: 'ALLOYDB_DATABASE_NAME_VAL',
    table: 'ALLOYDB_TABLE_NAME_VAL',
    passwordSecret: 'ALLOYDB_SECRET_NAME_VAL',
  },
  apiKey: { unsafePlainText: 'GOOGLE_API_KEY_VAL' },
  googleServiceAccount: 'ALLOYDB_USER_GSA_ID',
  unsafeWritableRootFilesystem: true,
};

const onBase = (more: Partial<OnlineBoutiqueProps> = {}, leftOver?: readonly LeftOver[]): Render => ({
  props: { ...base, ...more },
  leftOver,
});
const onHelm = (more: Partial<OnlineBoutiqueProps> = {}): Render => ({ props: { ...helm, ...more } });

const cymbal = { frontend: { branding: 'cymbal' } } as const;
const everything = { ...cymbal, telemetry: operations };
const REDIS_TLS = 'exernal-redis-tls-origination';

/** By the render's name. */
export const RENDERS: Readonly<Record<string, Render>> = {
  base: onBase(),
  release: onBase(),
  'release-istio': onBase(mesh),
  'component-alloydb': onBase({ cartDatabase: alloydb }),
  'component-container-images-registry': onBase({
    images: { registry: REGISTRY, override: { 'redis-cart': `${REGISTRY}/redis:alpine` } },
  }),
  'component-container-images-tag': onBase({ images: { ...base.images, tag: 'CONTAINER_IMAGES_TAG' } }),
  // kustomize appends the suffix twice
  'component-container-images-tag-suffix': onBase({ images: { ...base.images, tagSuffix: `${SUFFIX}${SUFFIX}` } }),
  'component-custom-base-url': onBase({
    frontend: { baseUrl: '/online-boutique' },
    services: {
      ...baseServices,
      frontend: { ...baseServices.frontend, ...frontendProbes('/online-boutique') },
      loadgenerator: { ...baseServices.loadgenerator, env: { FRONTEND_ADDR: 'frontend:80' } },
    },
  }),
  'component-cymbal-branding': onBase(cymbal),
  [GCO]: onBase({ telemetry: operations }),
  'component-memorystore': onBase({ cartDatabase: memorystore }),
  'component-network-policies': onBase(),
  'component-non-public-frontend': onBase({ expose: [] }),
  'component-service-mesh-istio': onBase(mesh),
  'component-shopping-assistant': onBase({
    shoppingAssistant: assistant,
    images: { override: { ...base.images?.override, shoppingassistantservice: 'shoppingassistantservice' } },
  }),
  'component-single-shared-session': onBase({ frontend: { singleSharedSession: true } }),
  'component-spanner': onBase({ cartDatabase: spannerComponent }),
  'component-without-loadgenerator': onBase({ loadGenerator: false }, ['ServiceAccount/loadgenerator']),
  'test-memorystore-with-all-components': onBase({ ...everything, cartDatabase: memorystore }, [
    'NetworkPolicy/redis-cart',
  ]),
  'test-spanner-with-all-components': onBase({ ...everything, cartDatabase: spannerComponent }, [
    'NetworkPolicy/redis-cart',
  ]),
  'test-service-mesh-istio-with-all-components': onBase({ ...everything, ...mesh }),
  'helm-default': onHelm(),
  'helm-netpol': onHelm(),
  'helm-otel': onHelm({ telemetry: { ...collectorOf('helm-otel'), tracing: false } }),
  'helm-gco': onHelm({ telemetry: { ...collectorOf('helm-gco'), profiler: 'all' } }),
  'helm-seccomp': onHelm(),
  'helm-ci-spanner': onHelm({
    namespace: 'onlineboutique',
    cartDatabase: spanner('projects/P/instances/I/databases/D', 'spanner-db-user@my-project.iam.gserviceaccount.com'),
  }),
  'helm-ci-redis-tls': onHelm({
    namespace: 'onlineboutique',
    cartDatabase: {
      type: 'externalRedis',
      address: '0.0.0.0:7378',
      tlsOrigination: {
        name: REDIS_TLS,
        endpointAddress: '0.0.0.0',
        endpointPort: 7378,
        certificate: { type: 'unsafeInline', pem: 'abc' },
      },
    },
  }),
  'helm-ci-asm': onHelm({
    namespace: 'onlineboutique',
    istio: {},
    expose: [
      {
        type: 'virtualService',
        hosts: ['*'],
        gateway: { namespace: 'asm-ingress', name: 'asm-ingressgateway' },
        gatewayLabels: { asm: 'ingressgateway' },
        networkingVersion: 'v1alpha3',
      },
    ],
  }),
};
