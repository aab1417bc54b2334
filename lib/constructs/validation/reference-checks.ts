/** References from one object to another by name: that what is named exists, with the key that is named. */
import { type Finding } from './finding';
import {
  entriesOf,
  listOf,
  namespaceOf,
  specOf,
  type ContainerView,
  type Manifest,
  type ManifestSource,
  type ObjectRefView,
  type Texts,
  type VolumeView,
} from './manifest';
import { type Mistake } from './mistake';
import { podsIn, type FoundPod } from './pods-in';
import { listed, type Surroundings } from './surroundings';

interface Reference {
  readonly field: string;
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount' | 'Service';
  readonly name: string | undefined;
  readonly keys?: readonly (string | undefined)[];
  readonly optional?: boolean;
}

/** How to declare what the cluster has and the app does not. */
const DECLARE: Readonly<Record<Reference['kind'], string>> = {
  ConfigMap: 'ConfigMap.existing(scope, name)',
  Secret: 'Secret.existing(scope, name)',
  PersistentVolumeClaim: 'PersistentVolumeClaim.existing(scope, name)',
  ServiceAccount: 'ServiceAccount.existing(scope, name)',
  Service: 'a Service in the app',
};

/** Objects that every namespace has. */
const IN_EVERY_NAMESPACE = ['ServiceAccount|default', 'ConfigMap|kube-root-ca.crt'];

function containerReferences(field: string, { name, env, envFrom }: ContainerView): Reference[] {
  const where = `${field}[${name ?? ''}]`;
  const one = (
    kind: 'ConfigMap' | 'Secret',
    from: string,
    ref: ObjectRefView & { readonly key?: string },
  ): Reference => ({
    field: from,
    kind,
    name: ref.name,
    keys: [ref.key],
    optional: ref.optional,
  });
  return [
    ...listOf(env).flatMap(({ name: variable, valueFrom }) => [
      ...(valueFrom?.configMapKeyRef ? [one('ConfigMap', `${where}.env.${variable}`, valueFrom.configMapKeyRef)] : []),
      ...(valueFrom?.secretKeyRef ? [one('Secret', `${where}.env.${variable}`, valueFrom.secretKeyRef)] : []),
    ]),
    ...listOf(envFrom).flatMap(({ configMapRef, secretRef }) => [
      ...(configMapRef ? [one('ConfigMap', `${where}.envFrom`, configMapRef)] : []),
      ...(secretRef ? [one('Secret', `${where}.envFrom`, secretRef)] : []),
    ]),
  ];
}

function fileReference(field: string, kind: 'ConfigMap' | 'Secret', ref: ObjectRefView): Reference {
  const keys = listOf(ref.items).map(({ key }) => key);
  return { field, kind, name: ref.secretName ?? ref.name, keys, optional: ref.optional };
}

function volumeReferences(field: string, volume: VolumeView): Reference[] {
  const where = `${field}[${volume.name ?? ''}]`;
  const { configMap, secret, persistentVolumeClaim: claim, projected } = volume;
  return [
    ...(configMap ? [fileReference(where, 'ConfigMap', configMap)] : []),
    ...(secret ? [fileReference(where, 'Secret', secret)] : []),
    ...(claim ? [{ field: where, kind: 'PersistentVolumeClaim' as const, name: claim.claimName }] : []),
    ...listOf(projected?.sources).flatMap((source) => [
      ...(source.configMap ? [fileReference(where, 'ConfigMap', source.configMap)] : []),
      ...(source.secret ? [fileReference(where, 'Secret', source.secret)] : []),
    ]),
  ];
}

function podReferences({ field, pod }: FoundPod): Reference[] {
  const account = pod.serviceAccountName;
  return [
    ...(account ? [{ field: `${field}.serviceAccountName`, kind: 'ServiceAccount' as const, name: account }] : []),
    ...listOf(pod.containers).flatMap((container) => containerReferences(`${field}.containers`, container)),
    ...listOf(pod.initContainers).flatMap((container) => containerReferences(`${field}.initContainers`, container)),
    ...listOf(pod.volumes).flatMap((volume) => volumeReferences(`${field}.volumes`, volume)),
  ];
}

/** Keys of a ConfigMap or Secret of the app. */
function keysOf(manifest: Manifest): string[] {
  return ['data', 'binaryData', 'stringData'].flatMap((part) =>
    entriesOf(manifest[part] as Texts | undefined).map(([key]) => key),
  );
}

function keyMistakes(reference: Reference, namespace: string, around: Surroundings): Mistake[] {
  const { kind, name = '', field } = reference;
  const own = around.find(kind, namespace, name);
  const known = own ? keysOf(own) : around.findExisting(kind, namespace, name)?.keys;
  if (!known) return [];
  return (reference.keys ?? [])
    .filter((key) => key !== undefined && !known.includes(key))
    .map((given) => ({
      field,
      given,
      expected: `a key of ${kind} ${name}, which has ${listed(known)}`,
      fix: 'add the key or name another',
    }));
}

function referenceMistakes(reference: Reference, namespace: string, around: Surroundings): Mistake[] {
  const { field, kind, name = '', optional } = reference;
  if (optional || IN_EVERY_NAMESPACE.includes(`${kind}|${name}`)) return [];
  if (around.has(kind, namespace, name)) return keyMistakes(reference, namespace, around);
  return [
    {
      field,
      given: name,
      expected: `a ${kind} of namespace ${namespace}; the app has ${listed(around.names(kind, namespace))}`,
      fix: `create it, or declare that the cluster has it: ${DECLARE[kind]}`,
    },
  ];
}

interface IngressView {
  readonly tls: readonly { readonly secretName?: string }[];
}

function ownReferences(manifest: Manifest): Reference[] {
  if (manifest.kind === 'Ingress') {
    return listOf(specOf<IngressView>(manifest).tls).flatMap(({ secretName }) =>
      secretName ? [{ field: 'spec.tls.secretName', kind: 'Secret' as const, name: secretName }] : [],
    );
  }
  if (manifest.kind === 'StatefulSet') {
    const { serviceName } = specOf<{ serviceName: string }>(manifest);
    return [{ field: 'spec.serviceName', kind: 'Service', name: serviceName }];
  }
  return [];
}

/** References to what is not there. */
export function checkReferences(sources: readonly ManifestSource[], around: Surroundings): Finding[] {
  return sources.flatMap((source) => {
    const references = [...ownReferences(source.manifest), ...podsIn([source]).flatMap(podReferences)];
    return references
      .flatMap((reference) => referenceMistakes(reference, namespaceOf(source.manifest), around))
      .map((mistake) => ({ path: source.path, ...mistake }));
  });
}
