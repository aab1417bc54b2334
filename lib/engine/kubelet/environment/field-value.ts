/**
 * What a pod may learn of itself: its fields, and what its containers request and are limited to.
 *
 * Upstream: pkg/fieldpath/fieldpath.go, pkg/api/v1/resource/helpers.go (ExtractContainerResourceValue), pkg/kubelet/kubelet_resources.go
 */
import type { Container, ObjectFieldSelector, Pod, ResourceFieldSelector } from '../../apimachinery/api/core-v1';
import { compareText, quote } from '../../apimachinery/go-text';
import { Quantity } from '../../apimachinery/quantity';
import { ConfigurationError, type References } from './references';

const ONE = Quantity.of(1);
/** Whose limits are the node's where a container sets none. */
const LIMITED_BY_THE_NODE = ['cpu', 'memory', 'ephemeral-storage'];

/** A field as a variable sees it: the pod's addresses and its node's as well. */
export function podFieldValue(
  { fieldPath }: ObjectFieldSelector,
  pod: Pod,
  podIPs: readonly string[],
  references: References,
): string {
  switch (fieldPath) {
    case 'spec.nodeName':
      return pod.spec?.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec?.serviceAccountName ?? '';
    case 'status.hostIP':
      return references.hostIPs()[0] ?? '';
    case 'status.podIP':
      return podIPs[0] ?? '';
    case 'status.podIPs':
      return podIPs.join(',');
    // Behind a feature gate that is off.
    case 'status.hostIPs':
      return '';
    default:
      return metadataValue(fieldPath, pod);
  }
}

/** A field as a volume sees it: of the metadata only. */
export function metadataValue(fieldPath: string, { metadata }: Pod): string {
  const [, map, key] = /^metadata\.(annotations|labels)\['(.*)'\]$/.exec(fieldPath) ?? [];
  if (map !== undefined && key !== undefined) return metadata[map as 'annotations' | 'labels']?.[key] ?? '';
  switch (fieldPath) {
    case 'metadata.annotations':
      return formatMap(metadata.annotations);
    case 'metadata.labels':
      return formatMap(metadata.labels);
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    default:
      throw new ConfigurationError(`unsupported fieldPath: ${fieldPath}`);
  }
}

function formatMap(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort(compareText)
    .map((key) => `${key}=${quote(map[key]!)}`)
    .join('\n');
}

/** A request or limit in units of the divisor, rounded up. */
export function resourceValue(
  { containerName = '', resource, divisor }: ResourceFieldSelector,
  pod: Pod,
  container: Container | undefined,
  references: References,
): string {
  const asked = containerName === '' ? container : containerNamed(pod, containerName);
  if (!asked) throw new ConfigurationError(`container ${containerName} not found`);
  const [kind = '', name = ''] = splitOnce(resource, '.');
  if ((kind !== 'limits' && kind !== 'requests') || name === '') {
    throw new ConfigurationError(`Unsupported container resource : ${resource}`);
  }
  const unit = divisor === undefined || Quantity.parse(divisor).isZero ? ONE : Quantity.parse(divisor);
  const amount = amountOf(kind, name, asked, references);
  return name === 'cpu'
    ? String(Math.ceil(amount.milliValue() / unit.milliValue()))
    : String(Math.ceil(amount.value() / unit.value()));
}

function amountOf(
  kind: 'limits' | 'requests',
  name: string,
  { resources }: Container,
  references: References,
): Quantity {
  const text = resources?.[kind]?.[name];
  const own = text === undefined ? Quantity.zero : Quantity.parse(text);
  if (kind === 'requests' || !own.isZero || !LIMITED_BY_THE_NODE.includes(name)) return own;
  const limit = references.allocatable()[name];
  return limit === undefined ? own : Quantity.parse(limit);
}

function containerNamed({ spec }: Pod, name: string): Container | undefined {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find((container) => container.name === name);
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
