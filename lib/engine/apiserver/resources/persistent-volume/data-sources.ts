/**
 * What a claim is filled from: `dataSource` is the older name of `dataSourceRef`, and takes claims and snapshots only.
 *
 * Upstream: pkg/api/persistentvolumeclaim/util.go (DropDisabledFields, EnforceDataSourceBackwardsCompatibility, NormalizeDataSources)
 */
import type { PersistentVolumeClaimSpec, TypedObjectReference } from '../../../apimachinery/api/core-v1';

/** The spec with both names alike; `old` is what it was before, if it was. */
export function withDataSources(
  sent: PersistentVolumeClaimSpec,
  old?: PersistentVolumeClaimSpec,
): PersistentVolumeClaimSpec {
  const { dataSource, dataSourceRef, ...rest } = withoutClaims(sent);
  // Sources in other namespaces are off, except for claims that have one.
  const reference = dataSourceRef?.namespace && !old?.dataSourceRef ? undefined : dataSourceRef;
  const known = old?.dataSource !== undefined || old?.dataSourceRef !== undefined;
  const source = known || reference || isClaimOrSnapshot(dataSource) ? dataSource : undefined;
  const settledReference = reference ?? (source && withoutNamespace(source));
  const settledSource = source ?? (reference && !reference.namespace ? withoutNamespace(reference) : undefined);
  return {
    ...rest,
    ...(settledSource ? { dataSource: settledSource } : {}),
    ...(settledReference ? { dataSourceRef: settledReference } : {}),
  };
}

/** Claims on resources are for containers; here they are dropped. */
function withoutClaims(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  if (!spec.resources || !('claims' in spec.resources)) return spec;
  const { claims: _claims, ...resources } = spec.resources as PersistentVolumeClaimSpec['resources'] & {
    claims?: unknown;
  };
  return { ...spec, resources };
}

function isClaimOrSnapshot(source: TypedObjectReference | undefined): boolean {
  if (!source) return false;
  const { kind, apiGroup = '' } = source;
  return (
    (kind === 'PersistentVolumeClaim' && !apiGroup) ||
    (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io')
  );
}

function withoutNamespace({ namespace: _namespace, ...reference }: TypedObjectReference): TypedObjectReference {
  return reference;
}
