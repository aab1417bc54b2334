/**
 * What the API server of v1.28 says to manifests: each object is sent to the engine, and so is one pod of each template, under the names,
 * accounts, quotas and Pod Security labels that the manifests themselves bring. Custom resources are nobody's there.
 */
import { builtinSchemas } from '../../lib/engine/apimachinery/schema/builtin-schemas';
import { ManifestsRefusedError } from '../../lib/engine/client/apply-manifests';
import { Cluster } from '../../lib/engine/cluster';
import { type Manifest, ManifestSet, type Workload } from '../oracles/manifest-set';

function isBuiltin({ apiVersion, kind }: Manifest): boolean {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return builtinSchemas().schemaOf({ group, version, kind }) !== undefined;
}

function podOf({ id, manifest, pod, podLabels, podAnnotations }: Workload): Manifest {
  const claims = (manifest.spec as { readonly volumeClaimTemplates?: readonly Manifest[] }).volumeClaimTemplates ?? [];
  const volumes = claims.map(({ metadata }) => ({
    name: metadata.name,
    persistentVolumeClaim: { claimName: `${metadata.name}-0` },
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: id.toLowerCase().replace('/', '-').slice(0, 63),
      namespace: manifest.metadata.namespace,
      labels: podLabels,
      annotations: podAnnotations,
    },
    spec: volumes.length > 0 ? { ...pod, volumes: [...(pod.volumes ?? []), ...volumes] } : pod,
  };
}

function restricted(name: string): Manifest {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** Namespaces that the objects live in and do not bring; they enforce Pod Security "restricted". */
function missingNamespaces(objects: readonly Manifest[]): Manifest[] {
  const brought = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  const named = objects.map(({ metadata }) => metadata.namespace ?? 'default');
  return [...new Set(named)].filter((name) => name !== 'default' && !brought.includes(name)).map(restricted);
}

/** Why the API server refuses objects or their pods; empty where it takes them all. */
export function refusalsOf(objects: readonly Manifest[]): string[] {
  const cluster = new Cluster();
  const sent = [...missingNamespaces(objects), ...objects.filter(isBuiltin)];
  const pods = new ManifestSet(objects).workloads.map(podOf);
  return [sent, pods].flatMap((batch): string[] => {
    try {
      cluster.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: batch }));
      return [];
    } catch (error) {
      if (!(error instanceof ManifestsRefusedError)) throw error;
      return error.message.split('\n').slice(1);
    }
  });
}
