/**
 * Sees to it that each namespace has the ConfigMap with the certificate by which pods know the API server.
 *
 * Watches: Namespaces, ConfigMaps. Writes: ConfigMaps.
 * Upstream: pkg/controller/certificates/rootcacertpublisher/publisher.go
 */
import type { ConfigMap, Namespace } from '../apimachinery/api/core-v1';
import { sameJson } from '../apimachinery/same-json';
import { isStatusError } from '../apimachinery/status-error';
import { ReconcilingController } from '../client/controller';
import type { Informer } from '../client/informer';
import type { ControllerManagerContext } from './controller-manager-context';
import { isNamespaceTerminating } from './pods/pod-control';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION = 'kubernetes.io/description';
const TEXT =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

export class RootCaCertificatePublisherController extends ReconcilingController {
  readonly name = 'root-ca-certificate-publisher-controller';
  readonly #namespaces: Informer<Namespace>;
  readonly #configMaps: Informer<ConfigMap>;
  readonly #certificate: string;

  constructor(context: ControllerManagerContext) {
    super(context);
    this.#certificate = context.credentials.rootCertificate;
    this.#namespaces = context.informers.of<Namespace>('namespaces');
    this.#configMaps = context.informers.of<ConfigMap>('configmaps');
  }

  start(): void {
    this.#namespaces.addHandlers({
      added: ({ metadata }) => this.queue.add(metadata.name),
      updated: (_before, { metadata, status }) => {
        if (status?.phase === 'Active') this.queue.add(metadata.name);
      },
    });
    const enqueue = ({ metadata }: ConfigMap): void => {
      if (metadata.name === NAME) this.queue.add(metadata.namespace!);
    };
    this.#configMaps.addHandlers({ updated: (_before, after) => enqueue(after), deleted: enqueue });
  }

  reconcile(namespace: string): void {
    const configMaps = this.context.client.resource<ConfigMap>('configmaps');
    const data = { 'ca.crt': this.#certificate };
    const known = this.#configMaps.get(`${namespace}/${NAME}`);
    if (known) {
      const { annotations } = known.metadata;
      if (sameJson(known.data, data) && annotations?.[DESCRIPTION]) return;
      const metadata = { ...known.metadata, annotations: { ...annotations, [DESCRIPTION]: TEXT } };
      configMaps.update({ ...known, metadata, data });
      return;
    }
    try {
      configMaps.create({ metadata: { name: NAME, namespace, annotations: { [DESCRIPTION]: TEXT } }, data });
    } catch (error) {
      if (!isStatusError(error, 'NotFound') && !isNamespaceTerminating(error)) throw error;
    }
  }
}
