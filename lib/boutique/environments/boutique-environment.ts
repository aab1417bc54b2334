/** One environment of the shop: a chart with the namespace and its bounds, and the shop's own chart, which needs the first. */
import { Chart } from 'cdk8s';
import { type Construct } from 'constructs';
import { Conventions } from '../../constructs/conventions';
import { LimitRange } from '../../constructs/policy/limit-range';
import { Namespace } from '../../constructs/policy/namespace';
import { PriorityClass } from '../../constructs/policy/priority-class';
import { ResourceQuota } from '../../constructs/policy/resource-quota';
import { Images } from '../images';
import { OnlineBoutique } from '../online-boutique';
import { type OnlineBoutiqueProps } from '../online-boutique-props';
import { type CartDatabase } from '../variations/cart-database';
import { type EnvironmentName, type EnvironmentOptions, namespaceOf, priorityClassOf } from './environment';
import { fittedQuota } from './fitted-quota';
import { type EnvironmentPreset, preset } from './presets';

const OWNER = { owner: 'online-boutique', email: 'online-boutique@example.com' };

function databaseOf(kind: EnvironmentPreset, options: EnvironmentOptions): CartDatabase {
  if (options.cartDatabase) return options.cartDatabase;
  const persistence = kind.redisVolume === undefined ? undefined : { size: kind.redisVolume };
  return { type: 'redis', password: options.secrets ?? kind.secrets, persistence };
}

/** The props of an environment's shop. */
export function shopProps(name: EnvironmentName, options: EnvironmentOptions = {}): OnlineBoutiqueProps {
  const kind = preset(name);
  const tls = options.secrets ?? kind.secrets;
  const { shop = {} } = options;
  return {
    ...kind.shop,
    ...shop,
    namespace: namespaceOf(name),
    environment: name,
    platform: options.platform,
    images: options.images,
    cartDatabase: databaseOf(kind, options),
    expose: [{ type: 'ingress', host: options.host ?? kind.host, tls }, ...(options.expose ?? [])],
    release: options.release,
    frontend: { ...kind.shop.frontend, baseUrl: options.baseUrl, ...shop.frontend },
    loadGenerator: options.loadGenerator ?? { users: kind.users },
    services: { ...kind.shop.services, ...shop.services },
    conventions: { ...OWNER, priorityClassName: priorityClassOf(name), ...shop.conventions },
  };
}

/** Labels of the objects around the shop. */
function surroundingLabels(name: EnvironmentName, options: EnvironmentOptions): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'online-boutique',
    'app.kubernetes.io/instance': namespaceOf(name),
    'app.kubernetes.io/component': 'namespace',
    'app.kubernetes.io/part-of': 'online-boutique',
    'app.kubernetes.io/managed-by': 'cdk8s',
    'app.kubernetes.io/version': new Images(options.images).tag,
    'app.kubernetes.io/environment': name,
  };
}

/** The namespace of an environment: Pod Security, quota, limit range, priority class. */
class BoutiqueNamespace extends Chart {
  constructor(scope: Construct, id: string, name: EnvironmentName, options: EnvironmentOptions, shop: OnlineBoutique) {
    const namespace = namespaceOf(name);
    const { priority, preempts } = preset(name);
    super(scope, id, { namespace, disableResourceNameHashes: true });
    Conventions.apply(this, { ...OWNER, labels: surroundingLabels(name, options) });
    new Namespace(this, 'namespace', { name: namespace });
    new PriorityClass(this, 'priority-class', {
      name: priorityClassOf(name),
      value: priority,
      description: `Pods of Online Boutique in ${name}`,
      preemptionPolicy: preempts ? 'PreemptLowerPriority' : 'Never',
    });
    new ResourceQuota(this, 'quota', { name: namespace, hard: fittedQuota(shop) });
    new LimitRange(this, 'limit-range', {
      name: namespace,
      defaultRequest: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
      defaultLimit: { cpu: '200m', memory: '128Mi', 'ephemeral-storage': '128Mi' },
      min: { cpu: '5m', memory: '8Mi', 'ephemeral-storage': '8Mi' },
      max: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
    });
  }
}

/** One environment of the shop. */
export class BoutiqueEnvironment {
  /** The shop. */
  readonly shop: OnlineBoutique;
  /** The namespace around it. */
  readonly namespace: Chart;

  constructor(
    scope: Construct,
    /** Which environment. */
    readonly name: EnvironmentName,
    options: EnvironmentOptions = {},
  ) {
    this.shop = new OnlineBoutique(scope, `boutique-${name}`, shopProps(name, options));
    this.namespace = new BoutiqueNamespace(scope, `boutique-${name}-namespace`, name, options, this.shop);
    this.shop.addDependency(this.namespace);
  }
}
