/** redis-cart: carts in memory, on a volume where asked for; redis. Only cartservice may call it, and only redis-cli's ping needs no password. */
import { type IResource } from '../constructs/cdk8s-plus';
import { type Component, type ComponentProps } from '../constructs/components/component';
import { Microservice } from '../constructs/components/microservice';
import { StatefulService, type StatefulServiceProps } from '../constructs/components/stateful-service';
import { ConfigMap } from '../constructs/config/config-map';
import { Port } from '../constructs/pod/port';
import { Probe } from '../constructs/pod/probe';
import { type Mount, Volume } from '../constructs/pod/volume';
import { sizedResources } from './boutique-service';
import { SETTINGS_FILE } from './cartservice';
import { shopSecret } from './shop-secret';
import { type Shop } from './shop';
import { type InClusterRedis } from './variations/cart-database';

const PORT = 6379;
const DATA = 'redis-data';
const DATA_PATH = '/data';
const USERS_FILE = 'users.acl';
const LIMIT = { cpu: '125m', memory: '256Mi' };
const USAGE = { cpu: '20m', memory: '96Mi' };
/** Everything the password of a throw-away cluster has to be is not empty. */
const THROW_AWAY_PASSWORD = 'throw-away-cart-password';

/** The Secret with redis' users and cartservice's connection; undefined where redis has no password. */
export function redisSecret(shop: Shop, redis: InClusterRedis): IResource | undefined {
  if (!redis.password) return undefined;
  const name = shop.nameOf('redis-cart');
  const address = `${name}:${PORT},user=cart,password=${THROW_AWAY_PASSWORD}`;
  const props = {
    name: `${name}-auth`,
    purpose: 'users of redis, and the address with which cartservice connects',
    throwAway: {
      [USERS_FILE]: `user default on nopass -@all +ping\nuser cart on >${THROW_AWAY_PASSWORD} ~* &* +@all -flushall -flushdb -shutdown -debug\n`,
      [SETTINGS_FILE]: `${JSON.stringify({ REDIS_ADDR: address })}\n`,
    },
  };
  return shopSecret(shop, props, redis.password);
}

function configuration(redis: InClusterRedis): string {
  return [
    'dir /data',
    'maxmemory 192mb',
    'maxmemory-policy allkeys-lru',
    redis.persistence ? 'appendonly yes' : 'appendonly no',
    'save ""',
    ...(redis.password ? [`aclfile /etc/redis-auth/${USERS_FILE}`] : []),
    '',
  ].join('\n');
}

interface Parts {
  readonly shop: Shop;
  readonly redis: InClusterRedis;
  readonly configMap: ConfigMap;
  readonly secret: IResource | undefined;
}

function mounts({ configMap, secret }: Parts): Mount[] {
  const settings = Volume.configMap('redis-config', configMap);
  const users = secret && Volume.secret('redis-auth', secret, { items: { [USERS_FILE]: USERS_FILE } });
  return [
    { path: '/etc/redis', volume: settings, readOnly: true },
    ...(users ? [{ path: '/etc/redis-auth', volume: users, readOnly: true }] : []),
  ];
}

function commonProps(parts: Parts): ComponentProps & { readonly port: Port } {
  const { shop, configMap } = parts;
  const overrides = shop.overrides('redis-cart');
  return {
    name: shop.nameOf('redis-cart'),
    containerName: 'redis',
    component: 'cart-database',
    image: shop.images.foreign('redis-cart'),
    args: ['redis-server', '/etc/redis/redis.conf'],
    port: Port.tcp(PORT, { name: 'tcp-redis' }),
    resources: overrides.resources ?? sizedResources(shop, LIMIT, USAGE),
    readiness: overrides.readiness ?? Probe.exec(['redis-cli', 'ping'], { periodSeconds: 5, timeoutSeconds: 2 }),
    liveness: overrides.liveness ?? Probe.tcp({ periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 5 }),
    terminationGracePeriodSeconds: overrides.terminationGracePeriodSeconds,
    env: overrides.env,
    podAnnotations: { 'checksum/config': configMap.checksum, ...overrides.podAnnotations },
    mounts: mounts(parts),
  };
}

function addMount(props: ComponentProps, mount: Mount): ComponentProps['mounts'] {
  return [...(props.mounts ?? []), mount];
}

function claimsOf({ shop, redis }: Parts): StatefulServiceProps['claims'] {
  if (!redis.persistence) return undefined;
  const { size = '1Gi', storageClassName = shop.platform.storageClassName } = redis.persistence;
  return [{ name: DATA, path: DATA_PATH, storage: size, storageClassName }];
}

/** Creates redis in the cluster. */
export function redisCart(shop: Shop, redis: InClusterRedis, secret: IResource | undefined): Component {
  const name = shop.nameOf('redis-cart');
  const data = { 'redis.conf': configuration(redis) };
  const configMap = new ConfigMap(shop.scope, 'redis-config', { name: `${name}-config`, data });
  const parts = { shop, redis, configMap, secret };
  const props = commonProps(parts);
  const { disruption } = shop.overrides('redis-cart');
  const scratch = addMount(props, { path: DATA_PATH, volume: Volume.emptyDir(DATA, { sizeLimit: '128Mi' }) });
  if (redis.workload === 'Deployment') {
    const strategy = { type: 'Recreate' } as const;
    return new Microservice(shop.scope, 'redis-cart', { ...props, disruption, mounts: scratch, replicas: 1, strategy });
  }
  const claims = claimsOf(parts);
  return new StatefulService(shop.scope, 'redis-cart', {
    ...props,
    disruption,
    peers: true,
    replicas: 1,
    ...(claims ? { claims } : { mounts: scratch }),
  });
}
