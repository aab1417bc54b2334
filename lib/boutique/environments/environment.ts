/** The environments a shop is run in, and what can be chosen about each without writing TypeScript. */
import { type ImageProps } from '../images';
import { type LoadGeneratorProps, type OnlineBoutiqueProps } from '../online-boutique-props';
import { type PlatformName } from '../platforms/platform';
import { type ReleaseStrategy } from '../release-strategy';
import { type SecretSource } from '../secret-source';
import { type CartDatabase } from '../variations/cart-database';
import { type Exposure } from '../variations/exposure';

/** The environments we know. */
export const ENVIRONMENT_NAMES = ['dev', 'staging', 'prod'] as const;

/** An environment. */
export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number];

/** What can be chosen about an environment. */
export interface EnvironmentOptions {
  /** Where it runs. @default 'generic' */
  readonly platform?: PlatformName;
  /** How new versions reach users. @default - rolling */
  readonly release?: ReleaseStrategy;
  /** Host name of the shop. @default - the environment's example name */
  readonly host?: string;
  /** Which images. @default - upstream's release */
  readonly images?: ImageProps;
  /** Path under which the shop lives. @default - the root */
  readonly baseUrl?: string;
  /** Where carts live. @default - redis in the cluster */
  readonly cartDatabase?: CartDatabase;
  /** Simulated users. @default - the environment's */
  readonly loadGenerator?: LoadGeneratorProps | false;
  /** Where passwords and certificates come from. @default - throw-away ones in dev, existing ones elsewhere */
  readonly secrets?: SecretSource;
  /** Further ways in beside the Ingress. @default - none */
  readonly expose?: readonly Exposure[];
  /** Anything else about the shop. @default - nothing */
  readonly shop?: Partial<OnlineBoutiqueProps>;
}

/** The namespace of an environment. */
export const namespaceOf = (environment: EnvironmentName): string => `boutique-${environment}`;

/** The priority class of an environment's pods. */
export const priorityClassOf = (environment: EnvironmentName): string => `boutique-${environment}`;
