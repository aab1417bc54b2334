/** cartservice: keeps carts in redis, Spanner or AlloyDB; .NET. */
import { type IResource } from '../constructs/cdk8s-plus';
import { Port } from '../constructs/pod/port';
import { Volume } from '../constructs/pod/volume';
import { type MicroserviceProps } from '../constructs/components/microservice';
import { BoutiqueService, type Track } from './boutique-service';
import { type Shop } from './shop';
import { googleIdentity } from './variations/google-apis';
import { tlsOriginationAnnotations } from './variations/redis-tls-origination';

/** The key that both redis' Secret and the program's own settings file are called by. */
export const SETTINGS_FILE = 'appsettings.Production.json';

function databaseVariables(shop: Shop): Record<string, string> {
  const database = shop.props.cartDatabase;
  switch (database?.type) {
    case 'externalRedis':
      return { REDIS_ADDR: database.address };
    case 'spanner':
      return { SPANNER_CONNECTION_STRING: database.connectionString };
    case 'alloydb':
      return {
        ALLOYDB_PRIMARY_IP: database.primaryIp,
        ALLOYDB_DATABASE_NAME: database.carts.database,
        ALLOYDB_TABLE_NAME: database.carts.table,
        ALLOYDB_SECRET_NAME: database.passwordSecret,
        PROJECT_ID: database.projectId,
      };
    default:
      return {};
  }
}

/** The program reads settings beside its own; an address with a password comes that way, as a file, not as a variable. */
function connectionFile(secret: IResource | undefined): Pick<MicroserviceProps, 'mounts'> {
  if (!secret) return {};
  const volume = Volume.secret('connection', secret, { items: { [SETTINGS_FILE]: SETTINGS_FILE } });
  return { mounts: [{ path: `/app/${SETTINGS_FILE}`, subPath: SETTINGS_FILE, volume, readOnly: true }] };
}

function identity(shop: Shop): Pick<MicroserviceProps, 'serviceAccountAnnotations'> {
  const database = shop.props.cartDatabase;
  const cloud = database?.type === 'spanner' || database?.type === 'alloydb';
  return cloud ? { serviceAccountAnnotations: googleIdentity(database.googleServiceAccount) } : {};
}

/** The shopping carts. */
export class CartService extends BoutiqueService {
  /** `connection` holds redis' address and password. */
  constructor(shop: Shop, connection: IResource | undefined, track?: Track) {
    const database = shop.props.cartDatabase;
    const tls = database?.type === 'externalRedis' ? database.tlsOrigination : undefined;
    super(
      shop,
      {
        name: 'cartservice',
        component: 'cart',
        port: Port.grpc(7070),
        env: databaseVariables(shop),
        limit: { cpu: '300m', memory: '256Mi' },
        usage: { cpu: '50m', memory: '96Mi' },
        canDrain: false,
        extra: {
          ...connectionFile(connection),
          ...identity(shop),
          podAnnotations: tls ? tlsOriginationAnnotations(tls) : {},
        },
      },
      track,
    );
  }
}
