/**
 * A claim without a StorageClass, or an Ingress without a class, gets the one that is marked as default: the newest of several.
 *
 * Upstream: plugin/pkg/admission/storage/storageclass/setdefault/admission.go, plugin/pkg/admission/network/defaultingressclass/admission.go
 */
import { defaultStorageClass as defaultOf, markedAsDefault } from '../../apimachinery/default-class';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import type { AdmissionPlugin, AdmissionRequest } from './admission';
import { refusal } from './refusal';

const INGRESS_DEFAULT = ['ingressclass.kubernetes.io/is-default-class'];
const OLD_INGRESS_CLASS = 'kubernetes.io/ingress.class';

function withSpec(object: KubeObject, changes: JsonObject): KubeObject {
  return { ...object, spec: { ...((object.spec ?? {}) as JsonObject), ...changes } } as unknown as KubeObject;
}

function creates(request: AdmissionRequest, table: string): KubeObject | undefined {
  const { operation, target, object } = request;
  return operation === 'CREATE' && target.definition.table === table && target.subresource === '' ? object : undefined;
}

export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  admit: (request) => {
    const claim = creates(request, 'persistentvolumeclaims');
    if (!claim) return undefined;
    if ((claim.spec as JsonObject | undefined)?.storageClassName !== undefined) return undefined;
    if (claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return undefined;
    const chosen = defaultOf(request.store.table('storage.k8s.io/storageclasses').list());
    return chosen && withSpec(claim, { storageClassName: chosen.metadata.name });
  },
};

export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  admit: (request) => {
    const ingress = creates(request, 'networking.k8s.io/ingresses');
    if (!ingress) return undefined;
    if ((ingress.spec as JsonObject | undefined)?.ingressClassName !== undefined) return undefined;
    if (ingress.metadata.annotations?.[OLD_INGRESS_CLASS] !== undefined) return undefined;
    const classes = markedAsDefault(request.store.table('networking.k8s.io/ingressclasses').list(), INGRESS_DEFAULT);
    if (classes.length > 1)
      throw refusal(request, `${classes.length} default IngressClasses were found, only 1 allowed`);
    const [chosen] = classes;
    return chosen && withSpec(ingress, { ingressClassName: chosen.metadata.name });
  },
};
