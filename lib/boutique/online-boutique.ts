/** Online Boutique: Google's microservices demo, as one chart with typed props, hardened by default. */
import { Chart } from 'cdk8s';
import { type Construct } from 'constructs';
import { type Component } from '../constructs/components/component';
import { ExternalService } from '../constructs/components/external-service';
import { type ICallee } from '../constructs/components/callee';
import { type ConventionProps, Conventions } from '../constructs/conventions';
import { NetworkPolicy } from '../constructs/network/network-policy';
import { AdService } from './adservice';
import { CALLS, OFFERS } from './call-graph';
import { CartService } from './cartservice';
import { CheckoutService } from './checkoutservice';
import { CurrencyService } from './currencyservice';
import { EmailService } from './emailservice';
import { Frontend } from './frontend';
import { LoadGenerator } from './loadgenerator';
import { type OnlineBoutiqueProps } from './online-boutique-props';
import { OpenTelemetryCollector } from './opentelemetrycollector';
import { PaymentService } from './paymentservice';
import { ProductCatalogService } from './productcatalogservice';
import { RecommendationService } from './recommendationservice';
import { redisCart, redisSecret } from './redis-cart';
import { type CreateTrack, released, ReleasedService } from './released-service';
import { type OwnServiceName, PROFILED_SERVICE_NAMES, type ServiceName } from './service-names';
import { ShippingService } from './shippingservice';
import { Shop } from './shop';
import { ShoppingAssistantService } from './shoppingassistantservice';
import { expose } from './variations/expose';
import { GoogleApis } from './variations/google-apis';
import { addIstio } from './variations/istio';
import { originateRedisTls } from './variations/redis-tls-origination';
import { type CollectorProps, TRACED_SERVICES } from './variations/telemetry';
import { checkProps } from './check-props';

/** Labels of objects that belong to no single workload. */
function commonLabels(shop: Shop): Record<string, string> {
  const { namespace, environment } = shop.props;
  return {
    'app.kubernetes.io/name': 'online-boutique',
    'app.kubernetes.io/instance': namespace,
    'app.kubernetes.io/component': 'shop',
    'app.kubernetes.io/part-of': 'online-boutique',
    'app.kubernetes.io/managed-by': 'cdk8s',
    'app.kubernetes.io/version': shop.images.tag,
    ...(environment ? { 'app.kubernetes.io/environment': environment } : {}),
  };
}

/** Conventions of everything in the shop: the platform's, then the user's. */
function conventionsOf(shop: Shop): ConventionProps {
  const { platform, props } = shop;
  return {
    partOf: 'online-boutique',
    imagePullPolicy: platform.imagePullPolicy,
    ingressControllers: platform.ingressControllers,
    ...(platform.dns ? { dnsServers: platform.dns.servers, dnsPorts: platform.dns.ports } : {}),
    ...props.conventions,
    labels: { ...commonLabels(shop), ...props.conventions?.labels },
    security: { assignedByPlatform: platform.assignsUserIds, ...props.conventions?.security },
  };
}

/** Online Boutique. */
export class OnlineBoutique extends Chart {
  /** The services that run here, by upstream's name. */
  readonly services: ReadonlyMap<ServiceName, ReleasedService>;
  readonly #services = new Map<ServiceName, ReleasedService>();
  readonly #elsewhere = new Map<ServiceName, ICallee>();
  readonly #shop: Shop;

  constructor(scope: Construct, id: string, props: OnlineBoutiqueProps) {
    super(scope, id, { namespace: props.namespace, disableResourceNameHashes: true });
    this.services = this.#services;
    this.#shop = new Shop(this, props);
    checkProps(this, props);
    Conventions.apply(this, conventionsOf(this.#shop));
    if (!props.conventions?.unsafeNoNetworkPolicies) NetworkPolicy.denyAll(this);
    this.#createServices();
    this.#connect();
    this.#open();
  }

  #createServices(): void {
    const shop = this.#shop;
    const { cartDatabase, telemetry, shoppingAssistant, loadGenerator = {} } = shop.props;
    const redis = cartDatabase ?? { type: 'redis' };
    const secret = redis.type === 'redis' ? redisSecret(shop, redis) : undefined;
    this.#add('frontend', (track) => new Frontend(shop, track));
    this.#add('checkoutservice', (track) => new CheckoutService(shop, track));
    this.#add('recommendationservice', (track) => new RecommendationService(shop, track));
    this.#add('adservice', (track) => new AdService(shop, track));
    this.#add('cartservice', (track) => new CartService(shop, secret, track));
    this.#add('currencyservice', (track) => new CurrencyService(shop, track));
    this.#add('emailservice', (track) => new EmailService(shop, track));
    this.#add('paymentservice', (track) => new PaymentService(shop, track));
    this.#add('productcatalogservice', (track) => new ProductCatalogService(shop, track));
    this.#add('shippingservice', (track) => new ShippingService(shop, track));
    if (redis.type === 'redis') this.#addSingle('redis-cart', redisCart(shop, redis, secret));
    if (redis.type === 'externalRedis' && redis.tlsOrigination) originateRedisTls(shop, redis.tlsOrigination);
    if (shoppingAssistant) {
      this.#add('shoppingassistantservice', () => new ShoppingAssistantService(shop, shoppingAssistant));
    }
    if (telemetry?.collector) this.#addCollector(telemetry.collector);
    if (loadGenerator)
      this.#add('loadgenerator', () => new LoadGenerator(shop, loadGenerator, this.#frontendAddress()));
  }

  /** Creates a service by the release strategy, or remembers where it runs instead. */
  #add(name: OwnServiceName, create: CreateTrack): void {
    const address = this.#shop.overrides(name).runsElsewhereAt;
    if (address === undefined) this.#services.set(name, released(this.#shop, name, create));
    else this.#elsewhere.set(name, this.#outside(name, address));
  }

  #addCollector(collector: CollectorProps): void {
    const name = 'opentelemetrycollector';
    const address = this.#shop.overrides(name).runsElsewhereAt;
    if (address === undefined) this.#addSingle(name, new OpenTelemetryCollector(this.#shop, collector));
    else this.#elsewhere.set(name, this.#outside(name, address));
  }

  #addSingle(name: ServiceName, component: Component): void {
    this.#services.set(name, new ReleasedService(name, [component], component.service));
  }

  #outside(id: string, address: string, cidrs?: readonly string[]): ExternalService {
    const [host, port = '80'] = address.split(':');
    return new ExternalService(this, `${id}-elsewhere`, { host, ports: [Number(port)], cidrs });
  }

  #frontendAddress(): string {
    const elsewhere = this.#shop.overrides('frontend').runsElsewhereAt;
    return elsewhere ?? this.#services.get('frontend')?.service?.addressFor(this.namespace) ?? '';
  }

  /** Declares every call; addresses and policies follow. */
  #connect(): void {
    const callers = [...this.#services.values()].sort(
      (a, b) => CALL_ORDER.indexOf(a.name) - CALL_ORDER.indexOf(b.name),
    );
    for (const caller of callers) {
      for (const name of CALLS[caller.name] ?? []) this.#connectOne(caller, name);
      if (TRACED_SERVICES.some((name) => name === caller.name)) this.#connectOne(caller, 'opentelemetrycollector');
    }
    this.#connectDatabase();
    this.#connectGoogle();
  }

  #connectOne(caller: ReleasedService, callee: ServiceName): void {
    const on = this.#services.get(callee) ?? this.#elsewhere.get(callee);
    const variable = OFFERS[callee]?.variable ?? false;
    if (!on) return;
    for (const component of caller.components) {
      const said = variable !== false && component.workload.template.main.env(variable) !== undefined;
      const byFile = callee === 'redis-cart' && this.#redisHasPassword();
      component.dependsOn({ on, variable: said || byFile ? false : variable });
    }
  }

  #redisHasPassword(): boolean {
    const database = this.#shop.props.cartDatabase;
    return database?.type === 'redis' && database.password !== undefined;
  }

  /** The way to a database outside the cluster. */
  #connectDatabase(): void {
    const database = this.#shop.props.cartDatabase;
    const outside: ExternalService[] = [];
    if (database?.type === 'externalRedis') {
      const [address = ''] = database.address.split(',');
      outside.push(this.#outside('redis', address.includes(':') ? address : `${address}:6379`, database.cidrs));
    }
    if (database?.type === 'alloydb') outside.push(this.#outside('alloydb', `${database.primaryIp}:5432`));
    for (const on of outside)
      this.#eachOf(['cartservice'], (component) => component.dependsOn({ on, variable: false }));
    const catalog = database?.type === 'alloydb' ? outside[0] : undefined;
    if (catalog) {
      this.#eachOf(['productcatalogservice', 'shoppingassistantservice'], (component) =>
        component.dependsOn({ on: catalog, variable: false }),
      );
    }
  }

  /** The way to Google's APIs, for those that use them. */
  #connectGoogle(): void {
    const { cartDatabase, telemetry, shoppingAssistant } = this.#shop.props;
    const users: ServiceName[] = [];
    if (cartDatabase?.type === 'spanner' || cartDatabase?.type === 'alloydb') users.push('cartservice');
    if (cartDatabase?.type === 'alloydb') users.push('productcatalogservice');
    if (shoppingAssistant) users.push('shoppingassistantservice');
    if (telemetry?.collector) users.push('opentelemetrycollector');
    if (telemetry?.profiler === 'all') users.push(...PROFILED_SERVICE_NAMES);
    else users.push(...(telemetry?.profiler ?? []));
    if (users.length === 0) return;
    const google = new GoogleApis(this.#shop);
    this.#eachOf([...new Set(users)], (component) => google.admit(component));
  }

  #eachOf(names: readonly ServiceName[], visit: (component: Component) => void): void {
    for (const name of names) this.#services.get(name)?.components.forEach(visit);
  }

  /** Opens the ways in, then tells the mesh who comes through them. */
  #open(): void {
    const { expose: exposures = [], istio } = this.#shop.props;
    const frontend = this.#services.get('frontend');
    // Twice the same way in is a mistake that checkProps tells; here it must not stand in the way of the others.
    const distinct = [...new Map(exposures.map((exposure) => [exposure.type, exposure])).values()];
    const entrances = frontend ? distinct.map((exposure) => expose(this.#shop, frontend, exposure)) : [];
    const principals = entrances.flatMap((entrance) => entrance.principals);
    if (istio) addIstio(this.#shop, istio, this.#services, { principals });
  }
}

/** Callers in the order in which policies list them. */
const CALL_ORDER: readonly ServiceName[] = [
  'loadgenerator',
  'frontend',
  'checkoutservice',
  'recommendationservice',
  'cartservice',
];
