/**
 * What a volume may be made of, but for those that project the cluster's own objects into files.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateHostPathVolumeSource and its like)
 */
import type {
  AzureDiskVolumeSource,
  FCVolumeSource,
  ISCSIVolumeSource,
  LocalObjectReference,
  ScaleIOVolumeSource,
  StorageOSVolumeSource,
} from '../../../apimachinery/api/core-v1';
import { byteLength } from '../../../apimachinery/go-text';
import { Quantity } from '../../../apimachinery/quantity';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { goSlice } from '../../../apimachinery/validation/go-value';
import { dns1123LabelFaults, dns1123SubdomainFaults } from '../../../apimachinery/validation/names';
import { descendingPathRule, noBackstepsRule } from '../../validation/path-rules';
import {
  also,
  between,
  fields,
  given,
  matches,
  must,
  oneOf,
  optional,
  required,
  type Report,
  type Rule,
} from '../../validation/rules';
import type { VolumeSource } from './pod-types';

/** What the API calls a volume's source, without its absence. */
type Source<K extends keyof VolumeSource> = NonNullable<VolumeSource[K]>;

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

/** The message names a range that starts at 1, but 0 means the whole disk. */
const partitionRule: Rule<number> = must(
  (partition) => partition >= 0 && partition <= 255,
  'must be between 1 and 255, inclusive',
);

const namedSecretRule: Rule<LocalObjectReference> = fields<LocalObjectReference>({ name: required() });

export const emptyDirRule: Rule<Source<'emptyDir'>> = fields<Source<'emptyDir'>>({
  sizeLimit: given((size, at, report) => {
    if (Quantity.parse(size).sign >= 0) return;
    report(FieldError.forbidden(at, 'SizeLimit field must be a valid resource quantity'));
  }),
});

export const hostPathRule: Rule<Source<'hostPath'>> = given(({ path, type }, at, report) => {
  if (!path) return report(FieldError.required(at.child('path')));
  noBackstepsRule(path, at.child('path'), report, undefined);
  oneOf<string>(...HOST_PATH_TYPES)(type, at.child('type'), report, undefined);
});

export const gitRepoRule: Rule<Source<'gitRepo'>> = fields<Source<'gitRepo'>>({
  repository: required(),
  directory: descendingPathRule,
});

export const gcePersistentDiskRule: Rule<Source<'gcePersistentDisk'>> = fields<Source<'gcePersistentDisk'>>({
  pdName: required(),
  partition: partitionRule,
});

export const awsElasticBlockStoreRule: Rule<Source<'awsElasticBlockStore'>> = fields<Source<'awsElasticBlockStore'>>({
  volumeID: required(),
  partition: partitionRule,
});

export const nfsRule: Rule<Source<'nfs'>> = fields<Source<'nfs'>>({
  server: required(),
  path: (path = '', at, report) => {
    if (path === '') report(FieldError.required(at));
    if (!path.startsWith('/')) report(FieldError.invalid(at, path, 'must be an absolute path'));
  },
});

// ---- iSCSI ------------------------------------------------------------------------------------------------------------------

const ISCSI_NAMES: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9.-]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[a-zA-Z0-9]{16}$/,
  naa: /^naa.[a-zA-Z0-9]{32}$/,
};

/** What is wrong with the name of an initiator or target. */
export function iscsiNameFaults(name: string): string[] {
  const syntax = ISCSI_NAMES[name.slice(0, 3)];
  if (!syntax) return ['must be valid format starting with iqn, eui, or naa'];
  return syntax.test(name) ? [] : ['must be valid format'];
}

const iscsiMembers: Rule<ISCSIVolumeSource> = fields<ISCSIVolumeSource>({
  targetPortal: required(),
  iqn: required(matches(iscsiNameFaults)),
  lun: between(0, 255),
});

export const iscsiRule: Rule<ISCSIVolumeSource> = given((source, at, report, context) => {
  iscsiMembers(source, at, report, context);
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef) {
    report(FieldError.required(at.child('secretRef')));
  }
  const initiator = at.child('initiatorname');
  matches(iscsiNameFaults)(source.initiatorName, initiator, report, context);
});

/** The initiator's name on the node is made of these two. */
export function iscsiNameLengthFaults(
  volumeName: string,
  source: ISCSIVolumeSource,
  at: FieldPath,
  report: Report,
): void {
  if (source.initiatorName === undefined || byteLength(`${volumeName}:${source.targetPortal}`) <= 64) return;
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  report(FieldError.invalid(at.child('name'), volumeName, detail));
}

// ---- storage of others ------------------------------------------------------------------------------------------------------

export const glusterfsRule: Rule<Source<'glusterfs'>> = fields<Source<'glusterfs'>>({
  endpoints: required(),
  path: required(),
});

export const flockerRule: Rule<Source<'flocker'>> = given(({ datasetName = '', datasetUUID = '' }, at, report) => {
  if (datasetName === '' && datasetUUID === '') {
    report(FieldError.required(at, 'one of datasetName and datasetUUID is required'));
  }
  if (datasetName !== '' && datasetUUID !== '') {
    const detail = 'datasetName and datasetUUID can not be specified simultaneously';
    report(FieldError.invalid(at, 'resource', detail));
  }
  if (datasetName.includes('/')) {
    report(FieldError.invalid(at.child('datasetName'), datasetName, "must not contain '/'"));
  }
});

export const persistentVolumeClaimRule: Rule<Source<'persistentVolumeClaim'>> = fields<Source<'persistentVolumeClaim'>>(
  { claimName: required() },
);

export const rbdRule: Rule<Source<'rbd'>> = fields<Source<'rbd'>>({ monitors: required(), image: required() });

export const cinderRule: Rule<Source<'cinder'>> = fields<Source<'cinder'>>({
  volumeID: required(),
  secretRef: namedSecretRule,
});

export const cephfsRule: Rule<Source<'cephfs'>> = fields<Source<'cephfs'>>({ monitors: required() });

const HOST_PORT_PAIRS = 'must be a host:port pair or multiple pairs separated by commas';
/** `host:port` or `[address]:port`, each part as empty as one likes. */
const HOST_PORT = /^(\[[^[\]]*\]|[^[\]:]*):[^[\]:]*$/;

export const quobyteRule: Rule<Source<'quobyte'>> = given(({ registry, tenant = '', volume }, at, report) => {
  const place = at.child('registry');
  if (!registry) report(FieldError.required(place, HOST_PORT_PAIRS));
  else if (byteLength(tenant) >= 65) {
    const detail = 'must be a UUID and may not exceed a length of 64 characters';
    report(FieldError.required(at.child('tenant'), detail));
  } else {
    for (const pair of registry.split(',')) {
      if (!HOST_PORT.test(pair)) report(FieldError.invalid(place, registry, HOST_PORT_PAIRS));
    }
  }
  if (!volume) report(FieldError.required(at.child('volume')));
});

export const fcRule: Rule<FCVolumeSource> = given(({ targetWWNs = [], wwids = [], lun }, at, report) => {
  const place = at.child('targetWWNs');
  if (targetWWNs.length === 0 && wwids.length === 0) {
    report(FieldError.required(place, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (targetWWNs.length > 0 && wwids.length > 0) {
    const detail = 'targetWWNs and wwids can not be specified simultaneously';
    report(FieldError.invalid(place, goSlice('string', targetWWNs), detail));
  }
  if (targetWWNs.length === 0) return;
  if (lun === undefined) report(FieldError.required(at.child('lun'), 'lun is required if targetWWNs is specified'));
  else between(0, 255)(lun, at.child('lun'), report, undefined);
});

export const flexVolumeRule: Rule<Source<'flexVolume'>> = fields<Source<'flexVolume'>>({
  driver: required(),
  options: given((options, at, report) => {
    for (const key of Object.keys(options).sort()) {
      const space = `.${key.split('/')[0]!.toLowerCase()}`;
      if (!space.endsWith('.kubernetes.io') && !space.endsWith('.k8s.io')) continue;
      report(FieldError.invalid(at.key(key), key, 'kubernetes.io and k8s.io namespaces are reserved'));
    }
  }),
});

export const azureFileRule: Rule<Source<'azureFile'>> = fields<Source<'azureFile'>>({
  secretName: required(),
  shareName: required(),
});

const MANAGED_DISK = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_DISK = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

export const azureDiskRule: Rule<AzureDiskVolumeSource> = also<AzureDiskVolumeSource>(
  fields<AzureDiskVolumeSource>({
    diskName: required(),
    diskURI: required(),
    cachingMode: oneOf<string>('None', 'ReadOnly', 'ReadWrite'),
    kind: oneOf<string>('Dedicated', 'Managed', 'Shared'),
  }),
  given(({ kind, diskURI = '' }, at, report) => {
    if (kind === undefined) return;
    const [start, form] = kind === 'Managed' ? ['/subscriptions/', MANAGED_DISK] : ['https://', BLOB_DISK];
    if (!diskURI.startsWith(start)) report(FieldError.notSupported(at.child('diskURI'), diskURI, [form]));
  }),
);

export const vsphereVolumeRule: Rule<Source<'vsphereVolume'>> = fields<Source<'vsphereVolume'>>({
  volumePath: required(),
});

export const photonPersistentDiskRule: Rule<Source<'photonPersistentDisk'>> = fields<Source<'photonPersistentDisk'>>({
  pdID: required(),
});

export const portworxVolumeRule: Rule<Source<'portworxVolume'>> = fields<Source<'portworxVolume'>>({
  volumeID: required(),
});

export const scaleIoRule: Rule<ScaleIOVolumeSource> = fields<ScaleIOVolumeSource>({
  gateway: required(),
  system: required(),
  volumeName: required(),
});

export const storageOsRule: Rule<StorageOSVolumeSource> = fields<StorageOSVolumeSource>({
  volumeName: required(matches(dns1123LabelFaults)),
  volumeNamespace: optional(matches(dns1123LabelFaults)),
  secretRef: namedSecretRule,
});

// ---- CSI --------------------------------------------------------------------------------------------------------------------

const MAX_DRIVER_BYTES = 63;

/** The name of a CSI driver. */
export const csiDriverNameRule: Rule<string> = (name = '', at, report) => {
  if (name === '') report(FieldError.required(at));
  if (byteLength(name) > MAX_DRIVER_BYTES) report(FieldError.tooLong(at, name, MAX_DRIVER_BYTES));
  for (const fault of dns1123SubdomainFaults(name.toLowerCase())) report(FieldError.invalid(at, name, fault));
};

export const csiRule: Rule<Source<'csi'>> = given(({ driver, nodePublishSecretRef }, at, report, context) => {
  csiDriverNameRule(driver, at.child('driver'), report, context);
  if (!nodePublishSecretRef) return;
  const { name = '' } = nodePublishSecretRef;
  if (name === '') report(FieldError.required(at.child('nodePublishSecretRef', 'name')));
  else matches(dns1123SubdomainFaults)(name, at.child('name'), report, context);
});
