/** productcatalogservice: the products, from a file in its image or from AlloyDB; Go. */
import { Port } from '../constructs/pod/port';
import { BoutiqueService, type Track } from './boutique-service';
import { type Shop } from './shop';
import { googleIdentity } from './variations/google-apis';

function alloyDbVariables(shop: Shop): Record<string, string> {
  const database = shop.props.cartDatabase;
  if (database?.type !== 'alloydb') return {};
  return {
    ALLOYDB_CLUSTER_NAME: database.cluster,
    ALLOYDB_INSTANCE_NAME: database.instance,
    ALLOYDB_DATABASE_NAME: database.products.database,
    ALLOYDB_TABLE_NAME: database.products.table,
    ALLOYDB_SECRET_NAME: database.passwordSecret,
    PROJECT_ID: database.projectId,
    REGION: database.region,
  };
}

/** The product catalogue. */
export class ProductCatalogService extends BoutiqueService {
  constructor(shop: Shop, track?: Track) {
    const { cartDatabase, catalogLatency } = shop.props;
    super(
      shop,
      {
        name: 'productcatalogservice',
        component: 'catalog',
        port: Port.grpc(3550),
        env: { PORT: 3550, ...alloyDbVariables(shop) },
        settings: catalogLatency === undefined ? {} : { EXTRA_LATENCY: catalogLatency },
        limit: { cpu: '200m', memory: '128Mi' },
        usage: { cpu: '20m', memory: '24Mi' },
        canDrain: false,
        extra:
          cartDatabase?.type === 'alloydb'
            ? { serviceAccountAnnotations: googleIdentity(cartDatabase.googleServiceAccount) }
            : {},
      },
      track,
    );
  }
}
