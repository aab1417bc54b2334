/**
 * Names of resources: which are Kubernetes' own, which may be given to a container, which come in whole numbers only.
 *
 * Upstream: pkg/apis/core/helper/helpers.go, pkg/apis/core/v1/helper/helpers.go
 */
import { qualifiedNameFaults } from '../../apimachinery/validation/names';
import { Quantity } from '../../apimachinery/quantity';

const HUGE_PAGES = 'hugepages-';
const REQUESTS = 'requests.';

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
/** Objects that a quota counts. */
const COUNTED = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const STANDARD: ReadonlySet<string> = new Set([
  ...COMPUTE,
  ...COMPUTE.map((name) => `requests.${name}`),
  ...COMPUTE.map((name) => `limits.${name}`),
  ...COUNTED,
  'storage',
  'requests.storage',
]);

export function isHugePages(name: string): boolean {
  return name.startsWith(HUGE_PAGES);
}

/** The size that `hugepages-2Mi` names; undefined where it names none. */
function hugePageSizeOf(name: string): Quantity | undefined {
  return isHugePages(name) ? Quantity.tryParse(name.slice(HUGE_PAGES.length)) : undefined;
}

/** Whether an amount of huge pages is a whole number of pages. */
export function isWholePages(name: string, amount: Quantity): boolean {
  const size = hugePageSizeOf(name);
  if (!size || size.sign <= 0 || !size.isExactAt(0)) return false;
  return amount.scaledValue(0) % size.scaledValue(0) === 0n;
}

/** One of Kubernetes' own names, wherever it may be used. */
export function isStandardResource(name: string): boolean {
  return STANDARD.has(name) || isHugePages(name) || name.startsWith(`${REQUESTS}${HUGE_PAGES}`);
}

/** One of Kubernetes' own names that a quota may limit. */
export function isQuotaResource(name: string): boolean {
  return name !== 'storage' && isStandardResource(name);
}

/** One of Kubernetes' own names that containers may ask for. */
export function isContainerResource(name: string): boolean {
  return COMPUTE.includes(name) || isHugePages(name);
}

/** In Kubernetes' own name space. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** What a device plugin or a node's owner has added: `example.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith(REQUESTS)) return false;
  return qualifiedNameFaults(`${REQUESTS}${name}`).length === 0;
}

/** Limits may be above requests. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

/** Comes in whole numbers only. */
export function isIntegerResource(name: string): boolean {
  return COUNTED.includes(name) || isExtendedResource(name);
}
