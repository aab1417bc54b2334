/** A shop as upstream shapes it: its user id, probes, resources and settings, all through ordinary props. */
import { type ResourcesProps } from '../../lib/constructs/pod/resources';
import { Probe, type ProbeTiming } from '../../lib/constructs/pod/probe';
import { type OnlineBoutiqueProps, type ServiceOverrides } from '../../lib/boutique/online-boutique-props';
import { type ServiceName } from '../../lib/boutique/service-names';
import { recordedInitCommand } from './recorded';

type Overrides = Partial<Record<ServiceName, ServiceOverrides>>;

function bounds(cpu: [string, string], memory: [string, string]): { resources: ResourcesProps } {
  return {
    resources: { cpu: { request: cpu[0], limit: cpu[1] }, memory: { request: memory[0], limit: memory[1] } },
  };
}

function grpc(
  readiness: ProbeTiming = {},
  liveness: ProbeTiming = readiness,
): Pick<ServiceOverrides, 'readiness' | 'liveness'> {
  return { readiness: Probe.grpc(readiness), liveness: Probe.grpc(liveness) };
}

function healthCheck(session: string, baseUrl = ''): Probe {
  const headers = { Cookie: `shop_session-id=x-${session}-probe` };
  return Probe.http(`${baseUrl}/_healthz`, { headers, initialDelaySeconds: 10 });
}

/** The frontend's probes under a path. */
export function frontendProbes(baseUrl?: string): Pick<ServiceOverrides, 'readiness' | 'liveness'> {
  return { readiness: healthCheck('readiness', baseUrl), liveness: healthCheck('liveness', baseUrl) };
}

const small = bounds(['100m', '200m'], ['64Mi', '128Mi']);
const soon = { terminationGracePeriodSeconds: 5, drainSeconds: 0 };
const often = { periodSeconds: 5 };

/** What the kustomize base says of each workload. */
export const baseServices: Overrides = {
  adservice: {
    ...bounds(['200m', '300m'], ['180Mi', '300Mi']),
    ...grpc({ initialDelaySeconds: 20, periodSeconds: 15 }),
    ...soon,
  },
  cartservice: {
    ...bounds(['200m', '300m'], ['64Mi', '128Mi']),
    ...grpc({ initialDelaySeconds: 15 }, { initialDelaySeconds: 15, periodSeconds: 10 }),
    ...soon,
  },
  checkoutservice: { ...small, ...grpc() },
  currencyservice: { ...small, ...grpc(), ...soon },
  emailservice: { ...small, ...grpc(often), ...soon },
  frontend: { ...small, ...frontendProbes() },
  loadgenerator: { ...bounds(['300m', '500m'], ['256Mi', '512Mi']), ...soon, replicas: 1 },
  opentelemetrycollector: { replicas: 1 },
  paymentservice: { ...small, ...grpc(), ...soon },
  productcatalogservice: { ...small, ...grpc(), ...soon },
  recommendationservice: { ...bounds(['100m', '200m'], ['220Mi', '450Mi']), ...grpc(often), ...soon },
  'redis-cart': {
    ...bounds(['70m', '125m'], ['200Mi', '256Mi']),
    readiness: Probe.tcp(often),
    liveness: Probe.tcp(often),
  },
  shippingservice: { ...small, ...grpc(often, {}) },
  shoppingassistantservice: { ...small, ...soon },
};

/** The services of which upstream's Helm chart says something else than its base. */
export const helmServices: Overrides = {
  ...baseServices,
  cartservice: { ...baseServices.cartservice, ...bounds(['200m', '300m'], ['128Mi', '256Mi']) },
  currencyservice: { ...baseServices.currencyservice, ...bounds(['100m', '200m'], ['128Mi', '256Mi']) },
  paymentservice: { ...baseServices.paymentservice, ...bounds(['100m', '200m'], ['128Mi', '256Mi']) },
  productcatalogservice: { ...baseServices.productcatalogservice, env: { EXTRA_LATENCY: {} } },
};

/** The kustomize base. */
export const base: OnlineBoutiqueProps = {
  namespace: 'default',
  settings: 'inline',
  replicas: 1,
  images: { override: { 'redis-cart': 'redis:alpine' } },
  cartDatabase: { type: 'redis', workload: 'Deployment' },
  expose: [{ type: 'loadBalancer' }],
  loadGenerator: { waitsFor: { command: recordedInitCommand('base', 'loadgenerator') } },
  services: baseServices,
  conventions: { security: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 } },
};

/** The Helm chart with its default values. */
export const helm: OnlineBoutiqueProps = {
  ...base,
  images: {},
  frontend: { platformBanner: 'local' },
  services: helmServices,
};
