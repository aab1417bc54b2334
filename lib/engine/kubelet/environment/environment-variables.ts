/**
 * The variables of a container: Services, what `envFrom` brings, and what `env` says, in that order; later ones win.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables)
 * Differs: variables come in a fixed order, where Go's maps give any.
 */
import type { Container, EnvFromSource, EnvVarSource } from '../../apimachinery/api/core-v1';
import { decodeBase64 } from '../../apimachinery/base64';
import { compareText } from '../../apimachinery/go-text';
import { envVarNameFaults } from '../../apimachinery/validation/names';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { expand, type VariableLookup } from './expansion';
import { podFieldValue, resourceValue } from './field-value';
import { configMapOf, ConfigurationError, secretOf, type References } from './references';
import { serviceVariables } from './service-variables';

export type Environment = ReadonlyMap<string, string>;

/** Where warnings about the pod go: reason, then text. */
export type Warn = (reason: string, message: string) => void;

/** @throws ConfigurationError for what is missing */
export function environmentVariables(
  pod: Pod,
  container: Container,
  podIPs: readonly string[],
  references: References,
  warn: Warn,
): Environment {
  const namespace = pod.metadata.namespace!;
  const services = serviceVariables(references, namespace, pod.spec?.enableServiceLinks ?? true);
  const own = new Map<string, string>();
  for (const source of container.envFrom ?? []) addAll(source, namespace, references, own, warn);
  const known: VariableLookup = (name) => own.get(name) ?? services.get(name);
  for (const { name, value = '', valueFrom } of container.env ?? []) {
    const given =
      value === '' && valueFrom ? valueOf(valueFrom, pod, container, podIPs, references) : expand(value, known);
    if (given !== undefined) own.set(name, given);
  }
  return own.size === 0 ? services : new Map([...services, ...own]);
}

function addAll(
  { configMapRef, secretRef, prefix = '' }: EnvFromSource,
  namespace: string,
  references: References,
  variables: Map<string, string>,
  warn: Warn,
): void {
  const data = configMapRef
    ? configMapOf(references, namespace, configMapRef)?.data
    : secretRef && decoded(secretOf(references, namespace, secretRef)?.data);
  const skipped: string[] = [];
  for (const [key, value] of Object.entries(data ?? {})) {
    const name = `${prefix}${key}`;
    if (envVarNameFaults(name).length > 0) skipped.push(name);
    else variables.set(name, value);
  }
  if (skipped.length === 0) return;
  const source = configMapRef
    ? `configMap ${namespace}/${configMapRef.name}`
    : `secret ${namespace}/${secretRef?.name}`;
  const names = skipped.sort(compareText).join(', ');
  const why = 'were skipped since they are considered invalid environment variable names.';
  warn('InvalidEnvironmentVariableNames', `Keys [${names}] from the EnvFrom ${source} ${why}`);
}

function decoded(data: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decodeBase64(value)]));
}

/** Undefined leaves the variable out. */
function valueOf(
  { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef }: EnvVarSource,
  pod: Pod,
  container: Container,
  podIPs: readonly string[],
  references: References,
): string | undefined {
  const namespace = pod.metadata.namespace!;
  if (fieldRef) return podFieldValue(fieldRef, pod, podIPs, references);
  if (resourceFieldRef) return resourceValue(resourceFieldRef, pod, container, references);
  if (configMapKeyRef) {
    const found = configMapOf(references, namespace, configMapKeyRef);
    return found && keyOf(found.data, configMapKeyRef, `ConfigMap ${namespace}/${configMapKeyRef.name}`);
  }
  if (!secretKeyRef) return '';
  const found = secretOf(references, namespace, secretKeyRef);
  const value = found && keyOf(found.data, secretKeyRef, `Secret ${namespace}/${secretKeyRef.name}`);
  return value === undefined ? undefined : decodeBase64(value);
}

function keyOf(
  data: Readonly<Record<string, string>> = {},
  { key, optional = false }: { readonly key: string; readonly optional?: boolean },
  where: string,
): string | undefined {
  const value = data[key];
  if (value === undefined && !optional) throw new ConfigurationError(`couldn't find key ${key} in ${where}`);
  return value;
}
