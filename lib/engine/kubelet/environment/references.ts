/**
 * What a kubelet looks up for its pods: ConfigMaps, Secrets, Services and its own Node, as far as it has heard of them.
 *
 * Upstream: pkg/kubelet/{configmap,secret}, pkg/kubelet/kubelet_getters.go
 */
import type { ConfigMap, Secret, Service } from '../../apimachinery/api/core-v1';

/** What a container needs and does not find or may not have: it waits as `CreateConfigurationError` with this text. */
export class ConfigurationError extends Error {}

export interface References {
  configMap(namespace: string, name: string): ConfigMap | undefined;
  secret(namespace: string, name: string): Secret | undefined;
  /** Of a namespace. */
  services(namespace: string): readonly Service[];
  /** Of the node. */
  allocatable(): Readonly<Record<string, string>>;
  /** Addresses of the node, the preferred one first. */
  hostIPs(): readonly string[];
}

/** @throws ConfigurationError unless it may be missing */
export function configMapOf(
  references: References,
  namespace: string,
  { name = '', optional = false }: { readonly name?: string; readonly optional?: boolean },
): ConfigMap | undefined {
  const found = references.configMap(namespace, name);
  if (!found && !optional) throw new ConfigurationError(`configmap "${name}" not found`);
  return found;
}

/** @throws ConfigurationError unless it may be missing */
export function secretOf(
  references: References,
  namespace: string,
  { name = '', optional = false }: { readonly name?: string; readonly optional?: boolean },
): Secret | undefined {
  const found = references.secret(namespace, name);
  if (!found && !optional) throw new ConfigurationError(`secret "${name}" not found`);
  return found;
}
