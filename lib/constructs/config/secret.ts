/** Secrets: made here from values that are visible in the manifests, or known by name and held by the cluster. */
import { createHash } from 'node:crypto';
import { type Construct } from 'constructs';
import { PlusEnvValue, type ISecret } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { existingResource, ExistingResource } from './existing-resource';

/** A Secret whose values end up in the manifests. */
export interface SecretProps extends KubernetesObjectProps {
  /** Text by key. Everybody who can read the manifests can read it. */
  readonly unsafeStringData: Readonly<Record<string, string>>;
  /**
   * Type of the Secret; some types require certain keys.
   * @default 'Opaque'
   */
  readonly type?: string;
  /**
   * Whether the content may never change.
   * @default false
   */
  readonly immutable?: boolean;
}

/** A Secret that exists in the cluster. */
class ExistingSecret extends ExistingResource implements ISecret {
  constructor(scope: Construct, id: string, name: string) {
    super(scope, id, 'v1', 'Secret', 'secrets', name);
  }
  envValue(key: string, options?: { readonly optional?: boolean }): PlusEnvValue {
    return PlusEnvValue.fromSecretValue({ secret: this, key }, options);
  }
}

/** A Secret; cdk8s-plus accepts it, also where it exists in the cluster only. */
export class Secret extends KubernetesObject implements ISecret {
  /** A Secret that exists in the cluster (sealed, external, or made by hand). Where its keys are given, references to others fail at synth. */
  static existing(scope: Construct, name: string, keys?: readonly string[], namespace?: string): ISecret {
    const object = { kind: 'Secret', name, keys, namespace };
    return existingResource(scope, object, (id) => new ExistingSecret(scope, id, name));
  }

  readonly #values: Map<string, string>;

  constructor(scope: Construct, id: string, props: SecretProps) {
    const identity = { apiVersion: 'v1', kind: 'Secret', resourceType: 'secrets' };
    super(scope, id, identity, props, {
      type: () => props.type ?? 'Opaque',
      data: () => this.#encoded(),
      immutable: () => props.immutable,
    });
    this.#values = new Map(Object.entries(props.unsafeStringData));
  }

  /** A hash of the content; an annotation with it makes pods roll when the content changes. */
  get checksum(): string {
    return createHash('sha256')
      .update(JSON.stringify([...this.#values].sort()))
      .digest('hex');
  }

  /** A key as the value of a variable of cdk8s-plus; ours take `EnvValue.fromSecret`. */
  envValue(key: string, options?: { readonly optional?: boolean }): PlusEnvValue {
    return PlusEnvValue.fromSecretValue({ secret: this, key }, options);
  }

  #encoded(): Record<string, string> {
    return Object.fromEntries([...this.#values].map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
  }
}
