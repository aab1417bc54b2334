/** A Secret of the shop, from wherever its content comes. */
import { type IResource } from '../constructs/cdk8s-plus';
import { Secret } from '../constructs/config/secret';
import { ExternalSecret } from '../constructs/config/external-secret';
import { SealedSecret } from '../constructs/config/sealed-secret';
import { type SecretSource } from './secret-source';
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

/** Creates or names the Secret. */
export function shopSecret(shop: Shop, props: ShopSecretProps, source: SecretSource): IResource {
  const { name, type } = props;
  switch (source.type) {
    case 'throwAway':
      return new Secret(shop.scope, `secret-${name}`, {
        name,
        type,
        unsafeStringData: props.throwAway,
        annotations: { 'boutique/throw-away': `${props.purpose}; for clusters that nobody depends on` },
      });
    case 'existing':
      return Secret.existing(shop.scope, source.name ?? name, Object.keys(props.throwAway));
    case 'sealed':
      return new SealedSecret(shop.scope, `sealed-${name}`, { name, type, encryptedData: source.encryptedData });
    case 'external': {
      const { store, entry, refreshInterval } = source;
      return new ExternalSecret(shop.scope, `external-${name}`, { name, type, store, entry, refreshInterval });
    }
  }
}
