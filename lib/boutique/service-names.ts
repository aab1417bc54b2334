/** The workloads of Online Boutique v0.10.6, named as upstream names them. */

/** The release whose images the shop runs unless told otherwise. */
export const RELEASE = 'v0.10.6';

/** Workloads that every shop has, in the order in which upstream lists them. */
export const SERVICE_NAMES = [
  'adservice',
  'cartservice',
  'checkoutservice',
  'currencyservice',
  'emailservice',
  'frontend',
  'loadgenerator',
  'paymentservice',
  'productcatalogservice',
  'recommendationservice',
  'redis-cart',
  'shippingservice',
] as const;

/** Workloads that a variation adds. */
export const OPTIONAL_SERVICE_NAMES = ['shoppingassistantservice', 'opentelemetrycollector'] as const;

/** A workload of the shop. */
export type ServiceName = (typeof SERVICE_NAMES)[number] | (typeof OPTIONAL_SERVICE_NAMES)[number];

/** A workload that is one of the shop's own programs, from the shop's own registry. */
export type OwnServiceName = Exclude<ServiceName, 'redis-cart' | 'opentelemetrycollector'>;

/** Programs that others call, so that two versions of them can share the calls. */
export const RELEASABLE_SERVICE_NAMES = [
  'adservice',
  'cartservice',
  'checkoutservice',
  'currencyservice',
  'emailservice',
  'frontend',
  'paymentservice',
  'productcatalogservice',
  'recommendationservice',
  'shippingservice',
] as const;

/** Programs that can report to Google's profiler. */
export const PROFILED_SERVICE_NAMES = [
  'checkoutservice',
  'currencyservice',
  'emailservice',
  'frontend',
  'paymentservice',
  'productcatalogservice',
  'recommendationservice',
  'shippingservice',
] as const;

/** A program that can report to Google's profiler. */
export type ProfiledServiceName = (typeof PROFILED_SERVICE_NAMES)[number];

/** A program that can be released as canary or blue and green. */
export type ReleasableServiceName = (typeof RELEASABLE_SERVICE_NAMES)[number];
