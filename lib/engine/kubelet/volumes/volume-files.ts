/**
 * The files in volumes that the kubelet fills: ConfigMaps, Secrets, the downward API, tokens, and all of these projected into one.
 *
 * Upstream: pkg/volume/{configmap/configmap,secret/secret,downwardapi/downwardapi,projected/projected}.go
 * Differs: a token is asked for when somebody reads it, so that thousands of pods that never do cost nothing.
 */
import type {
  ConfigMap,
  DownwardAPIVolumeFile,
  KeyToPath,
  ProjectedVolumeSource,
  Secret,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '../../apimachinery/api/core-v1';
import { decodeBase64 } from '../../apimachinery/base64';
import type { Pod, VolumeSource } from '../../apiserver/resources/pod/pod-types';
import { metadataValue, resourceValue } from '../environment/field-value';
import { configMapOf, ConfigurationError, secretOf, type References } from '../environment/references';

export interface VolumeFile {
  /** Permission bits. */
  readonly mode: number;
  /** Of what a container wrote: it need not be text. */
  readonly bytes?: Uint8Array;
  /** Made by a container; others are there by what is below them. */
  readonly isDirectory?: boolean;
  read(): string;
}

/** By path below the volume's root. */
export type VolumeFiles = ReadonlyMap<string, VolumeFile>;

/** What fills volumes besides ConfigMaps and Secrets. */
export interface VolumeReferences extends References {
  /** A token for the pod's service account; a function that issues it. @throws ConfigurationError where there is no such account */
  token(pod: Pod, projection: ServiceAccountTokenProjection): () => string;
}

const DEFAULT_MODE = 0o644;
/** What a volume's group may do with files that only the kubelet writes. */
const GROUP_READS = 0o440;
const OWN_USER_MODE = 0o600;

/** Undefined for volumes that containers fill themselves. @throws ConfigurationError for what is missing */
export function filledVolume(source: VolumeSource, pod: Pod, references: VolumeReferences): VolumeFiles | undefined {
  const files = contentOf(source, pod, references);
  if (!files || pod.spec.securityContext?.fsGroup === undefined) return files;
  return new Map([...files].map(([path, file]) => [path, { ...file, mode: file.mode | GROUP_READS }]));
}

function contentOf(source: VolumeSource, pod: Pod, references: VolumeReferences): VolumeFiles | undefined {
  const namespace = pod.metadata.namespace!;
  const { configMap, secret, downwardAPI, projected } = source;
  if (configMap) {
    const { items, optional, defaultMode } = configMap;
    return configMapFiles(configMapOf(references, namespace, configMap), items, optional, defaultMode);
  }
  if (secret) {
    const { secretName: name, items, optional, defaultMode } = secret;
    return secretFiles(secretOf(references, namespace, { name, optional }), items, optional, defaultMode);
  }
  if (downwardAPI) return downwardFiles(downwardAPI.items, pod, references, downwardAPI.defaultMode);
  return projected && projectedFiles(projected, pod, references);
}

function configMapFiles(
  configMap: ConfigMap | undefined,
  items: readonly KeyToPath[] = [],
  optional = false,
  mode = DEFAULT_MODE,
): VolumeFiles {
  const { data = {}, binaryData = {} } = configMap ?? {};
  const contents = new Map<string, () => string>();
  for (const [key, text] of Object.entries(data)) contents.set(key, () => text);
  for (const [key, text] of Object.entries(binaryData)) contents.set(key, () => decodeBase64(text));
  return chosenFiles(contents, items, optional, mode, 'configmap references non-existent config key');
}

function secretFiles(
  secret: Secret | undefined,
  items: readonly KeyToPath[] = [],
  optional = false,
  mode = DEFAULT_MODE,
): VolumeFiles {
  const contents = new Map<string, () => string>();
  for (const [key, text] of Object.entries(secret?.data ?? {})) contents.set(key, () => decodeBase64(text));
  return chosenFiles(contents, items, optional, mode, 'references non-existent secret key');
}

/** All keys, or those that are chosen, where they are to be. */
function chosenFiles(
  contents: ReadonlyMap<string, () => string>,
  items: readonly KeyToPath[],
  optional: boolean,
  defaultMode: number,
  complaint: string,
): VolumeFiles {
  const files = new Map<string, VolumeFile>();
  if (items.length === 0) for (const [key, read] of contents) files.set(key, { mode: defaultMode, read });
  for (const { key, path, mode = defaultMode } of items) {
    const read = contents.get(key);
    if (read) files.set(path, { mode, read });
    else if (!optional) throw new ConfigurationError(`${complaint}: ${key}`);
  }
  return files;
}

function downwardFiles(
  items: readonly DownwardAPIVolumeFile[] = [],
  pod: Pod,
  references: References,
  defaultMode = DEFAULT_MODE,
): VolumeFiles {
  const files = new Map<string, VolumeFile>();
  for (const { path, mode = defaultMode, fieldRef, resourceFieldRef } of items) {
    const text = fieldRef
      ? metadataValue(fieldRef.fieldPath, pod)
      : resourceFieldRef
        ? resourceValue(resourceFieldRef, pod, undefined, references)
        : '';
    files.set(path, { mode, read: () => text });
  }
  return files;
}

/** All complaints are told at once; of two files in one place the later one counts. */
function projectedFiles(
  { sources = [], defaultMode }: ProjectedVolumeSource,
  pod: Pod,
  references: VolumeReferences,
): VolumeFiles {
  const files = new Map<string, VolumeFile>();
  const complaints = new Set<string>();
  for (const source of sources) {
    try {
      for (const [path, file] of projection(source, pod, references, defaultMode)) files.set(path, file);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      complaints.add(error.message);
    }
  }
  if (complaints.size === 0) return files;
  const [first = ''] = complaints;
  throw new ConfigurationError(complaints.size === 1 ? first : `[${[...complaints].join(', ')}]`);
}

function projection(
  { configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection,
  pod: Pod,
  references: VolumeReferences,
  mode = DEFAULT_MODE,
): VolumeFiles {
  const namespace = pod.metadata.namespace!;
  if (configMap) {
    const { items, optional } = configMap;
    return configMapFiles(configMapOf(references, namespace, configMap), items, optional, mode);
  }
  if (secret) return secretFiles(secretOf(references, namespace, secret), secret.items, secret.optional, mode);
  if (downwardAPI) return downwardFiles(downwardAPI.items, pod, references, mode);
  if (!serviceAccountToken) return new Map();
  const read = references.token(pod, serviceAccountToken);
  return new Map([[serviceAccountToken.path, { mode: tokenMode(pod, mode), read }]]);
}

/** A token is its user's alone where the pod says who that is. */
function tokenMode({ spec }: Pod, mode: number): number {
  const { runAsUser, fsGroup } = spec.securityContext ?? {};
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const users = new Set(containers.map(({ securityContext }) => securityContext?.runAsUser ?? runAsUser));
  const oneUser = users.size === 1 && !users.has(undefined);
  return oneUser || fsGroup !== undefined ? OWN_USER_MODE : mode;
}
