/** Who calls whom, written once: from here follow the addresses in the pods' variables, the network policies and Istio's policies. */
import { type ServiceName } from './service-names';

/** What a service offers to its callers. */
export interface Offer {
  /** Variable that carries its address in callers. */
  readonly variable: string;
  /** gRPC service and the methods that callers use; undefined for what is not gRPC. */
  readonly rpc?: { readonly service: string; readonly methods: readonly string[] };
  /** HTTP methods that callers use. */
  readonly http?: readonly string[];
}

/** What each service offers. */
export const OFFERS: Partial<Readonly<Record<ServiceName, Offer>>> = {
  adservice: { variable: 'AD_SERVICE_ADDR', rpc: { service: 'hipstershop.AdService', methods: ['GetAds'] } },
  cartservice: {
    variable: 'CART_SERVICE_ADDR',
    rpc: { service: 'hipstershop.CartService', methods: ['AddItem', 'GetCart', 'EmptyCart'] },
  },
  checkoutservice: {
    variable: 'CHECKOUT_SERVICE_ADDR',
    rpc: { service: 'hipstershop.CheckoutService', methods: ['PlaceOrder'] },
  },
  currencyservice: {
    variable: 'CURRENCY_SERVICE_ADDR',
    rpc: { service: 'hipstershop.CurrencyService', methods: ['Convert', 'GetSupportedCurrencies'] },
  },
  emailservice: {
    variable: 'EMAIL_SERVICE_ADDR',
    rpc: { service: 'hipstershop.EmailService', methods: ['SendOrderConfirmation'] },
  },
  frontend: { variable: 'FRONTEND_ADDR', http: ['GET', 'POST'] },
  opentelemetrycollector: {
    variable: 'COLLECTOR_SERVICE_ADDR',
    rpc: { service: 'opentelemetry.proto.collector.trace.v1.TraceService', methods: ['Export'] },
  },
  paymentservice: {
    variable: 'PAYMENT_SERVICE_ADDR',
    rpc: { service: 'hipstershop.PaymentService', methods: ['Charge'] },
  },
  productcatalogservice: {
    variable: 'PRODUCT_CATALOG_SERVICE_ADDR',
    rpc: { service: 'hipstershop.ProductCatalogService', methods: ['GetProduct', 'ListProducts'] },
  },
  recommendationservice: {
    variable: 'RECOMMENDATION_SERVICE_ADDR',
    rpc: { service: 'hipstershop.RecommendationService', methods: ['ListRecommendations'] },
  },
  'redis-cart': { variable: 'REDIS_ADDR' },
  shippingservice: {
    variable: 'SHIPPING_SERVICE_ADDR',
    rpc: { service: 'hipstershop.ShippingService', methods: ['GetQuote', 'ShipOrder'] },
  },
  shoppingassistantservice: { variable: 'SHOPPING_ASSISTANT_SERVICE_ADDR', http: ['POST'] },
};

/** The calls between services, callers in the order in which callees list them. */
export const CALLS: Readonly<Partial<Record<ServiceName, readonly ServiceName[]>>> = {
  loadgenerator: ['frontend'],
  frontend: [
    'adservice',
    'cartservice',
    'checkoutservice',
    'currencyservice',
    'productcatalogservice',
    'recommendationservice',
    'shippingservice',
    'shoppingassistantservice',
  ],
  checkoutservice: [
    'cartservice',
    'currencyservice',
    'emailservice',
    'paymentservice',
    'productcatalogservice',
    'shippingservice',
  ],
  recommendationservice: ['productcatalogservice'],
  cartservice: ['redis-cart'],
};
