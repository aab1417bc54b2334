/** What each environment is like: how big, how exposed, whose secrets. */
import { type AutoscaleProps } from '../../constructs/policy/horizontal-pod-autoscaler';
import { type OnlineBoutiqueProps, type ServiceOverrides } from '../online-boutique-props';
import { type SecretSource } from '../secret-source';
import { type ServiceName } from '../service-names';
import { type EnvironmentName } from './environment';

/** An environment's character. */
export interface EnvironmentPreset {
  /** Host name, an example one where it is not local. */
  readonly host: string;
  /** Where passwords and certificates come from. */
  readonly secrets: SecretSource;
  /** Size of redis' volume; undefined for carts that live as long as the pod. */
  readonly redisVolume?: string;
  /** Priority of its pods against other pods of the cluster. */
  readonly priority: number;
  /** Whether its waiting pods push out pods of lower priority. */
  readonly preempts: boolean;
  /** Simulated users. */
  readonly users: number;
  /** What the shop is like. */
  readonly shop: Pick<OnlineBoutiqueProps, 'sizing' | 'replicas' | 'services' | 'frontend'>;
}

type Services = Partial<Record<ServiceName, ServiceOverrides>>;

/** Comes quickly, goes slowly. */
const pace = { scaleUp: { stabilizationWindowSeconds: 30 }, scaleDown: { stabilizationWindowSeconds: 300 } };
const between = (minReplicas: number, maxReplicas: number, cpuPercent: number): { autoscale: AutoscaleProps } => ({
  autoscale: { minReplicas, maxReplicas, cpuPercent, ...pace },
});

/** The services that the load falls on: the frontend, the two behind every purchase, and the three behind every page. */
function scaled(least: number, most: { web: number; purchase: number; page: number }): Services {
  return {
    frontend: between(least, most.web, 60),
    cartservice: between(least, most.purchase, 60),
    checkoutservice: between(least, most.purchase, 60),
    currencyservice: between(least, most.page, 70),
    productcatalogservice: between(least, most.page, 70),
    recommendationservice: between(least, most.page, 70),
    loadgenerator: { replicas: 2 },
  };
}

const PRESETS: Readonly<Record<EnvironmentName, EnvironmentPreset>> = {
  dev: {
    host: 'dev.boutique.localhost',
    secrets: { type: 'throwAway' },
    priority: 1_000,
    preempts: false,
    users: 10,
    shop: {
      sizing: 'burstable',
      replicas: 2,
      services: { frontend: between(2, 4, 70), loadgenerator: { replicas: 2 } },
      frontend: { message: 'Development', bannerColor: 'seagreen' },
    },
  },
  staging: {
    host: 'staging.boutique.example.com',
    secrets: { type: 'existing' },
    redisVolume: '1Gi',
    priority: 10_000,
    preempts: true,
    users: 20,
    shop: {
      sizing: 'guaranteed',
      replicas: 2,
      services: scaled(2, { web: 6, purchase: 4, page: 4 }),
      frontend: { message: 'Staging', bannerColor: 'steelblue' },
    },
  },
  prod: {
    host: 'boutique.example.com',
    secrets: { type: 'existing' },
    redisVolume: '8Gi',
    priority: 100_000,
    preempts: true,
    users: 10,
    shop: {
      sizing: 'guaranteed',
      replicas: 3,
      services: scaled(3, { web: 20, purchase: 15, page: 10 }),
    },
  },
};

/** The preset of an environment. */
export const preset = (name: EnvironmentName): EnvironmentPreset => PRESETS[name];
