/** shoppingassistantservice: answers questions about a picture of a room with products; Python, a language model and AlloyDB. Optional. */
import { Secret } from '../constructs/config/secret';
import { EnvValue, type EnvInput } from '../constructs/pod/environment';
import { Port } from '../constructs/pod/port';
import { Probe } from '../constructs/pod/probe';
import { BoutiqueService } from './boutique-service';
import { type Shop } from './shop';
import { googleIdentity } from './variations/google-apis';

/** The shopping assistant. */
export interface ShoppingAssistantProps {
  /** Google Cloud project. */
  readonly projectId: string;
  /** Region of the AlloyDB cluster. */
  readonly region: string;
  /** The AlloyDB database with the product embeddings. */
  readonly alloydb: {
    readonly cluster: string;
    readonly instance: string;
    readonly database: string;
    readonly table: string;
    /** Name of the secret in Google's Secret Manager that holds the database password. */
    readonly passwordSecret: string;
  };
  /** The key of Google's language models: a Secret in the cluster, key `apiKey`; or in plain sight. */
  readonly apiKey: { readonly secretName: string } | { readonly unsafePlainText: string };
  /** Google service account that it acts as (Workload Identity). */
  readonly googleServiceAccount: string;
  /**
   * Lets the program write anywhere in its image; a cache directory in `/tmp` is all it needs.
   * @default false
   */
  readonly unsafeWritableRootFilesystem?: boolean;
}

const API_KEY = 'apiKey';

function apiKey(shop: Shop, { apiKey: key }: ShoppingAssistantProps): EnvInput {
  if ('unsafePlainText' in key) return key.unsafePlainText;
  return EnvValue.fromSecret(Secret.existing(shop.scope, key.secretName, [API_KEY]), API_KEY);
}

/** The shopping assistant. */
export class ShoppingAssistantService extends BoutiqueService {
  constructor(shop: Shop, props: ShoppingAssistantProps) {
    const { alloydb } = props;
    const answers = Probe.tcp({ periodSeconds: 5 });
    super(shop, {
      name: 'shoppingassistantservice',
      component: 'assistant',
      port: Port.http(8080, { servicePort: 80 }),
      env: {
        GOOGLE_API_KEY: apiKey(shop, props),
        ALLOYDB_CLUSTER_NAME: alloydb.cluster,
        ALLOYDB_INSTANCE_NAME: alloydb.instance,
        ALLOYDB_DATABASE_NAME: alloydb.database,
        ALLOYDB_TABLE_NAME: alloydb.table,
        ALLOYDB_SECRET_NAME: alloydb.passwordSecret,
        PROJECT_ID: props.projectId,
        REGION: props.region,
      },
      limit: { cpu: '500m', memory: '512Mi' },
      usage: { cpu: '50m', memory: '256Mi' },
      canDrain: true,
      // Its only route calls the language model, so that nothing but the open port can be asked.
      probes: {
        readiness: answers,
        liveness: Probe.exec(['python', '-c', 'import socket; socket.create_connection(("127.0.0.1", 8080), 3)'], {
          periodSeconds: 20,
          timeoutSeconds: 5,
        }),
        startup: answers.with({ failureThreshold: 60 }),
      },
      extra: {
        writablePaths: ['/tmp'],
        serviceAccountAnnotations: googleIdentity(props.googleServiceAccount),
        security: { unsafeWritableRootFilesystem: props.unsafeWritableRootFilesystem },
        unsafeFloatingImage: shop.props.images?.override?.shoppingassistantservice !== undefined,
      },
    });
  }
}
