/** Variables of a container as Compose wants them: values instead of references, container ports instead of Service ports. */
import { type ContainerManifest, type Manifest } from './compose-model';

/** A Service's name and port, and the port behind it. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly containerPort: number;
}

/** Every variable of a container with its value; those from Secrets are left to files. */
export function environmentOf(container: ContainerManifest, manifests: readonly Manifest[]): Record<string, string> {
  const configMap = (name: string | undefined): Readonly<Record<string, string>> =>
    manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data ?? {};
  const values: Record<string, string> = {};
  for (const { configMapRef } of container.envFrom ?? []) Object.assign(values, configMap(configMapRef?.name));
  for (const { name, value, valueFrom } of container.env ?? []) {
    const ref = valueFrom?.configMapKeyRef;
    const found = ref ? configMap(ref.name)[ref.key] : (value ?? '');
    if (found !== undefined) values[name] = found;
  }
  return values;
}

/** The same variables with the addresses of containers: Compose has names, but no Services that translate ports. */
export function inContainers(
  values: Readonly<Record<string, string>>,
  addresses: readonly Address[],
): Record<string, string> {
  const translate = (value: string): string => {
    const [, host, port, rest = ''] = /^([a-z0-9-]+):(\d+)([/,].*)?$/.exec(value) ?? [];
    const known = addresses.find((address) => address.host === host && String(address.port) === port);
    return known ? `${host}:${known.containerPort}${rest}` : value;
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, translate(value)]));
}
