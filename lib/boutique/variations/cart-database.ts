/** Where carts live: redis in the cluster, redis elsewhere, Spanner or AlloyDB; exactly one of them. */
import { type SecretSource } from '../secret-source';

/** Redis in the cluster, as the workload redis-cart. */
export interface InClusterRedisSet {
  readonly type: 'redis';
  /**
   * The Secret with redis' users and with cartservice's connection: keys `users.acl` and `appsettings.Production.json`.
   * @default - no password; only the NetworkPolicy keeps others out
   */
  readonly password?: SecretSource;
  /**
   * Keeps carts on a volume, so that they survive a restart. Needs the StatefulSet.
   * @default - carts live as long as the pod
   */
  readonly persistence?: RedisPersistence;
  /**
   * Kind of the workload.
   * @default 'StatefulSet'
   */
  readonly workload?: 'StatefulSet';
}

/** Redis in the cluster as upstream has it, a Deployment without a volume. */
export interface InClusterRedisDeployment {
  readonly type: 'redis';
  readonly workload: 'Deployment';
  /** As above. @default - no password */
  readonly password?: SecretSource;
  /** Only the StatefulSet keeps carts on a volume. */
  readonly persistence?: undefined;
}

/** A volume for redis. */
export interface RedisPersistence {
  /**
   * Size of the volume.
   * @default '1Gi'
   */
  readonly size?: string;
  /**
   * Storage class.
   * @default - the platform's
   */
  readonly storageClassName?: string;
}

/** TLS from the cart service's mesh sidecar to redis elsewhere. Needs Istio. */
export interface RedisTlsOrigination {
  /** Name of the Secret, ServiceEntry and DestinationRule. */
  readonly name: string;
  /** Address of the redis server. */
  readonly endpointAddress: string;
  /** Port of the redis server. */
  readonly endpointPort: number;
  /** The Secret with the server's certificate authority: key `<name>.pem`. */
  readonly certificate: SecretSource | { readonly type: 'unsafeInline'; readonly pem: string };
}

/** Redis elsewhere: Memorystore, ElastiCache, Azure Cache, a server of your own. */
export interface ExternalRedis {
  readonly type: 'externalRedis';
  /** `host:port`, or a whole StackExchange.Redis connection string. A password belongs into `tls` or a SecretSource, not here. */
  readonly address: string;
  /**
   * Addresses of the server, for cartservice's NetworkPolicy.
   * @default - the address itself where it is one, else any
   */
  readonly cidrs?: readonly string[];
  /**
   * TLS by the mesh.
   * @default - none
   */
  readonly tlsOrigination?: RedisTlsOrigination;
}

/** Google Cloud Spanner. */
export interface Spanner {
  readonly type: 'spanner';
  /** `projects/P/instances/I/databases/D`. */
  readonly connectionString: string;
  /** Google service account that cartservice acts as (Workload Identity). */
  readonly googleServiceAccount: string;
}

/** A database and table of an AlloyDB cluster. */
export interface AlloyDbTable {
  /** Name of the database. */
  readonly database: string;
  /** Name of the table. */
  readonly table: string;
}

/** Google Cloud AlloyDB, for carts and for the product catalogue. */
export interface AlloyDb {
  readonly type: 'alloydb';
  /** Google Cloud project. */
  readonly projectId: string;
  /** Region of the cluster. */
  readonly region: string;
  /** Name of the AlloyDB cluster. */
  readonly cluster: string;
  /** Name of its primary instance. */
  readonly instance: string;
  /** Address of the primary instance. */
  readonly primaryIp: string;
  /** Name of the secret in Google's Secret Manager that holds the database password. */
  readonly passwordSecret: string;
  /** Where cartservice keeps carts. */
  readonly carts: AlloyDbTable;
  /** Where productcatalogservice finds products. */
  readonly products: AlloyDbTable;
  /** Google service account that cartservice and productcatalogservice act as (Workload Identity). */
  readonly googleServiceAccount: string;
}

/** Redis in the cluster. */
export type InClusterRedis = InClusterRedisSet | InClusterRedisDeployment;

/** Where carts live. */
export type CartDatabase = InClusterRedis | ExternalRedis | Spanner | AlloyDb;
