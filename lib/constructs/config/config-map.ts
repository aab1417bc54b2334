/** ConfigMaps, with a checksum by which pods roll when the content changes. */
import { createHash } from 'node:crypto';
import { type Construct } from 'constructs';
import { type IConfigMap } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { existingResource, ExistingResource } from './existing-resource';

/** A ConfigMap. */
export interface ConfigMapProps extends KubernetesObjectProps {
  /**
   * Text by key; numbers and booleans are written as text. An empty text stays.
   * @default - none
   */
  readonly data?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Bytes by key, in base64.
   * @default - none
   */
  readonly binaryData?: Readonly<Record<string, string>>;
  /**
   * Whether the content may never change.
   * @default false
   */
  readonly immutable?: boolean;
}

/** A ConfigMap; cdk8s-plus accepts it, also where it exists in the cluster only. */
export class ConfigMap extends KubernetesObject implements IConfigMap {
  /** A ConfigMap that exists in the cluster. Where its keys are given, references to others fail at synth. */
  static existing(scope: Construct, name: string, keys?: readonly string[], namespace?: string): IConfigMap {
    const object = { kind: 'ConfigMap', name, keys, namespace };
    const make = (id: string): ExistingResource =>
      new ExistingResource(scope, id, 'v1', 'ConfigMap', 'configmaps', name);
    return existingResource(scope, object, make);
  }

  readonly #data: Map<string, string>;
  readonly #binaryData: Map<string, string>;

  constructor(scope: Construct, id: string, props: ConfigMapProps = {}) {
    const identity = { apiVersion: 'v1', kind: 'ConfigMap', resourceType: 'configmaps' };
    super(scope, id, identity, props, {
      data: () => (this.#data.size > 0 ? Object.fromEntries(this.#data) : undefined),
      binaryData: () => (this.#binaryData.size > 0 ? Object.fromEntries(this.#binaryData) : undefined),
      immutable: () => props.immutable,
    });
    this.#data = new Map(Object.entries(props.data ?? {}).map(([key, value]) => [key, String(value)]));
    this.#binaryData = new Map(Object.entries(props.binaryData ?? {}));
  }

  /** Adds or replaces a key. */
  addData(key: string, value: string | number | boolean): void {
    this.#data.set(key, String(value));
  }

  /** A hash of the content as it is now; an annotation with it makes pods roll when the content changes. */
  get checksum(): string {
    const content = JSON.stringify([[...this.#data].sort(), [...this.#binaryData].sort()]);
    return createHash('sha256').update(content).digest('hex');
  }
}
