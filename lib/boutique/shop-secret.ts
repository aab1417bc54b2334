/** A Secret of the shop, from wherever its content comes. */
import { type IResource } from '../constructs/cdk8s-plus';
import { Secret } from '../constructs/config/secret';
import { CustomObject } from './custom-object';
import { type ExternalSecret, type SealedSecret, type SecretSource } from './secret-source';
import { type Shop } from './shop';

/** What a Secret of the shop holds. */
export interface ShopSecretProps {
  /** Its name. */
  readonly name: string;
  /** What it is for, in words: printed where somebody has to make it. */
  readonly purpose: string;
  /** Its type. @default 'Opaque' */
  readonly type?: string;
  /** Its keys with throw-away content. */
  readonly throwAway: Readonly<Record<string, string>>;
}

function sealed(shop: Shop, props: ShopSecretProps, source: SealedSecret): void {
  const template = { metadata: { name: props.name }, type: props.type ?? 'Opaque' };
  new CustomObject(shop.scope, `sealed-${props.name}`, {
    name: props.name,
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    spec: { encryptedData: { ...source.encryptedData }, template },
  });
}

function external(shop: Shop, props: ShopSecretProps, source: ExternalSecret): void {
  new CustomObject(shop.scope, `external-${props.name}`, {
    name: props.name,
    apiVersion: 'external-secrets.io/v1beta1',
    kind: 'ExternalSecret',
    spec: {
      refreshInterval: source.refreshInterval ?? '1h',
      secretStoreRef: { name: source.store.name, kind: source.store.kind ?? 'SecretStore' },
      target: { name: props.name, template: { type: props.type ?? 'Opaque' } },
      dataFrom: [{ extract: { key: source.entry } }],
    },
  });
}

/** Creates or names the Secret. */
export function shopSecret(shop: Shop, props: ShopSecretProps, source: SecretSource): IResource {
  if (source.type === 'throwAway') {
    return new Secret(shop.scope, `secret-${props.name}`, {
      name: props.name,
      type: props.type,
      unsafeStringData: props.throwAway,
      annotations: { 'boutique/throw-away': `${props.purpose}; for clusters that nobody depends on` },
    });
  }
  if (source.type === 'sealed') sealed(shop, props, source);
  if (source.type === 'external') external(shop, props, source);
  const name = source.type === 'existing' ? (source.name ?? props.name) : props.name;
  return Secret.existing(shop.scope, name, Object.keys(props.throwAway));
}
