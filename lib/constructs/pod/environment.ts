/** Values of environment variables: literal, or read from a ConfigMap, a Secret, the pod or the container's resources. */
import { type IConfigMap, type IResource, type k8s } from '../cdk8s-plus';

/** The value of a variable; `EnvValue` of cdk8s-plus fits too. */
export interface IEnvValue {
  /** A literal value. */
  readonly value?: string;
  /** Where the value comes from. */
  readonly valueFrom?: k8s.EnvVarSource;
}

/** What an `env` prop takes. */
export type EnvInput = string | number | boolean | IEnvValue;

/** The value of an environment variable. */
export class EnvValue implements IEnvValue {
  /** A key of a ConfigMap. With `optional` the container also starts without it. */
  static fromConfigMap(configMap: Pick<IConfigMap, 'name'>, key: string, optional?: boolean): EnvValue {
    return new EnvValue({ configMapKeyRef: { name: configMap.name, key, optional } });
  }
  /** A key of a Secret. A mounted file (`Volume.secret`) leaks less easily. With `optional` the container also starts without it. */
  static fromSecret(secret: Pick<IResource, 'name'>, key: string, optional?: boolean): EnvValue {
    return new EnvValue({ secretKeyRef: { name: secret.name, key, optional } });
  }
  /** A field of the pod: `metadata.name`, `status.podIP`, `metadata.labels['app']`. */
  static fromField(fieldPath: string): EnvValue {
    return new EnvValue({ fieldRef: { fieldPath } });
  }
  /** A resource of the container: `limits.memory`. */
  static fromResource(resource: string, containerName?: string): EnvValue {
    return new EnvValue({ resourceFieldRef: { resource, containerName } });
  }

  private constructor(readonly valueFrom: k8s.EnvVarSource) {}
}

/** One variable as the API has it. */
export function toEnvVar(name: string, input: EnvInput): k8s.EnvVar {
  if (typeof input === 'object') return { name, value: input.value, valueFrom: input.valueFrom };
  return { name, value: String(input) };
}

/** All keys of a ConfigMap or Secret as variables. */
export interface EnvFrom {
  /** The ConfigMap or Secret: ours, of cdk8s-plus, or any resource with that kind. */
  readonly source: Pick<IResource, 'kind' | 'name'>;
  /**
   * Put in front of every key.
   * @default - none
   */
  readonly prefix?: string;
  /**
   * Whether the container also starts without it.
   * @default false
   */
  readonly optional?: boolean;
}

/** `envFrom` as the API has it. */
export function toEnvFromSource(from: EnvFrom): k8s.EnvFromSource {
  const ref = { name: from.source.name, optional: from.optional };
  return from.source.kind === 'Secret'
    ? { prefix: from.prefix, secretRef: ref }
    : { prefix: from.prefix, configMapRef: ref };
}
