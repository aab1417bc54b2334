/** An ExternalSecret: a Secret that an operator copies out of a vault. Needs the external-secrets operator. */
import { type Construct } from 'constructs';
import { toJson_ExternalSecretSpec } from '../../../imports/external-secrets.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { declareExisting } from '../validation/existing';

/** An entry of a vault, or one property of it. */
export interface VaultEntry {
  /** Name of the entry. */
  readonly entry: string;
  /**
   * Property of the entry.
   * @default - the whole entry
   */
  readonly property?: string;
}

/** An ExternalSecret. */
export interface ExternalSecretProps extends KubernetesObjectProps {
  /** The store to ask. */
  readonly store: { readonly name: string; readonly kind?: 'SecretStore' | 'ClusterSecretStore' };
  /**
   * Entry whose properties become the keys.
   * @default - none
   */
  readonly entry?: string;
  /**
   * Where single keys come from.
   * @default - none
   */
  readonly keys?: Readonly<Record<string, VaultEntry>>;
  /**
   * How often the vault is asked.
   * @default '1h'
   */
  readonly refreshInterval?: string;
  /**
   * Type of the Secret.
   * @default 'Opaque'
   */
  readonly type?: string;
}

/** An ExternalSecret; the Secret that comes out of it has its name. */
export class ExternalSecret extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ExternalSecretProps) {
    const identity = {
      apiVersion: 'external-secrets.io/v1beta1',
      kind: 'ExternalSecret',
      resourceType: 'externalsecrets',
    };
    const { store, entry, keys } = props;
    super(scope, id, identity, props, {
      spec: () =>
        toJson_ExternalSecretSpec({
          refreshInterval: props.refreshInterval ?? '1h',
          secretStoreRef: { name: store.name, kind: store.kind ?? 'SecretStore' },
          target: { name: this.name, template: { type: props.type ?? 'Opaque' } },
          data:
            keys &&
            Object.entries(keys).map(([secretKey, from]) => ({
              secretKey,
              remoteRef: { key: from.entry, property: from.property },
            })),
          dataFrom: entry === undefined ? undefined : [{ extract: { key: entry } }],
        }),
    });
    // What an entry holds is known to the vault alone.
    const known = entry === undefined ? Object.keys(keys ?? {}) : undefined;
    declareExisting(this, { kind: 'Secret', name: this.name, namespace: this.namespace, keys: known });
  }
}
