/**
 * Defaults of volumes.
 *
 * Upstream: pkg/apis/core/v1/{defaults,zz_generated.defaults}.go
 */
import type {
  DownwardAPIVolumeFile,
  PersistentVolumeClaimTemplate,
  ProjectedVolumeSource,
  Volume,
  VolumeProjection,
} from '../../../apimachinery/api/core-v1';
import { completed, eachCompleted, filled } from '../../defaults';
import { completeFieldRef } from './container-defaults';
import { roundedRequirements } from './resource-list-defaults';
import type { VolumeSource } from './pod-types';

/** `rw-r--r--` */
const DEFAULT_MODE = 0o644;
const TOKEN_SECONDS = 3600;

type Completion<K extends keyof VolumeSource> = (source: NonNullable<VolumeSource[K]>) => NonNullable<VolumeSource[K]>;

const COMPLETIONS: { readonly [K in keyof VolumeSource]?: Completion<K> } = {
  hostPath: (source) => (source.type === undefined || source.type === null ? { ...source, type: '' } : source),
  secret: (source) => filled(source, { defaultMode: DEFAULT_MODE }),
  configMap: (source) => filled(source, { defaultMode: DEFAULT_MODE }),
  downwardAPI: (source) => completed(filled(source, { defaultMode: DEFAULT_MODE }), 'items', completeFiles),
  projected: (source) => completeProjected(source),
  iscsi: (source) => filled(source, { iscsiInterface: 'default' }),
  rbd: (source) => filled(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  azureDisk: (source) => filled(source, { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
  scaleIO: (source) => filled(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' }),
  ephemeral: (source) => completed(source, 'volumeClaimTemplate', completeClaimTemplate),
};

/** A volume that names no source is an empty directory. */
export function completeVolume(volume: Volume): Volume {
  const complete = completeVolumeSource(volume);
  const names = Object.keys(volume) as (keyof Volume)[];
  const hasSource = names.some((name) => name !== 'name' && (volume[name] ?? undefined) !== undefined);
  return hasSource ? complete : { ...complete, emptyDir: {} };
}

/** The object with those of its members that are sources of volumes complete. */
export function completeVolumeSource<T extends object>(volume: T): T {
  let complete = volume;
  for (const [member, completion] of Object.entries(COMPLETIONS)) {
    const source = (volume as Readonly<Record<string, unknown>>)[member] ?? undefined;
    if (source === undefined) continue;
    const after = (completion as (source: unknown) => unknown)(source);
    if (after !== source) complete = { ...complete, [member]: after };
  }
  return complete;
}

function completeFiles(files: readonly DownwardAPIVolumeFile[]): readonly DownwardAPIVolumeFile[] {
  return eachCompleted(files, (file) => completed(file, 'fieldRef', completeFieldRef));
}

function completeProjected(source: ProjectedVolumeSource): ProjectedVolumeSource {
  const complete = filled(source, { defaultMode: DEFAULT_MODE });
  return completed(complete, 'sources', (sources) => eachCompleted(sources, completeProjection));
}

function completeProjection(projection: VolumeProjection): VolumeProjection {
  const complete = completed(projection, 'downwardAPI', (source) => completed(source, 'items', completeFiles));
  return completed(complete, 'serviceAccountToken', (token) => filled(token, { expirationSeconds: TOKEN_SECONDS }));
}

function completeClaimTemplate(template: PersistentVolumeClaimTemplate): PersistentVolumeClaimTemplate {
  return completed(template, 'spec', (spec) =>
    completed(filled(spec, { volumeMode: 'Filesystem' }), 'resources', roundedRequirements),
  );
}
