/**
 * Volume plugins that were built into Kubernetes, and the CSI drivers that have taken over from them.
 *
 * Upstream: staging/src/k8s.io/csi-translation-lib/plugins, pkg/volume/csimigration/plugin_manager.go
 */
import type { PersistentVolume } from '../api/core-v1';
import type { CSINode } from '../api/storage-v1';

/** What a volume in a pod and a PersistentVolume have in common, as far as these plugins go. */
export interface InTreeSource {
  readonly awsElasticBlockStore?: { readonly volumeID: string };
  readonly azureDisk?: { readonly diskURI: string };
  readonly azureFile?: { readonly secretName: string; readonly shareName: string };
  readonly cinder?: { readonly volumeID: string };
  readonly gcePersistentDisk?: { readonly pdName: string };
  readonly vsphereVolume?: { readonly volumePath: string };
}

export interface InTreePlugin {
  readonly name: string;
  readonly driver: string;
  /** The volume by the driver's name for it; undefined where the source is another plugin's. */
  handleOf(source: InTreeSource, labels: Readonly<Record<string, string>>): string | undefined;
  /** The scheduler counts the driver's volumes instead, on nodes that say so. */
  readonly migratesOnNodes: boolean;
}

const UNSPECIFIED = 'UNSPECIFIED';

function zonesOf(labels: Readonly<Record<string, string>>): readonly string[] {
  const text = labels['failure-domain.beta.kubernetes.io/zone'] || labels['topology.kubernetes.io/zone'] || '';
  return text === '' ? [] : text.split('__');
}

/** Several zones make a regional disk: `us-central1-a` is in `us-central1`. */
function gceHandle(disk: string, zones: readonly string[]): string {
  if (zones.length > 1) return `projects/${UNSPECIFIED}/regions/${zones[0]!.replace(/-[^-]*$/, '')}/disks/${disk}`;
  return `projects/${UNSPECIFIED}/zones/${zones[0] ?? UNSPECIFIED}/disks/${disk}`;
}

/** `aws://us-east-1a/vol-1` and `vol-1` are one. */
function ebsHandle(id: string): string {
  return id.startsWith('aws://') ? id.slice(id.lastIndexOf('/') + 1) : id;
}

export const IN_TREE_PLUGINS: readonly InTreePlugin[] = [
  {
    name: 'kubernetes.io/aws-ebs',
    driver: 'ebs.csi.aws.com',
    handleOf: ({ awsElasticBlockStore }) => awsElasticBlockStore && ebsHandle(awsElasticBlockStore.volumeID),
    migratesOnNodes: true,
  },
  {
    name: 'kubernetes.io/gce-pd',
    driver: 'pd.csi.storage.gke.io',
    handleOf: ({ gcePersistentDisk }, labels) =>
      gcePersistentDisk && gceHandle(gcePersistentDisk.pdName, zonesOf(labels)),
    migratesOnNodes: true,
  },
  {
    name: 'kubernetes.io/azure-disk',
    driver: 'disk.csi.azure.com',
    handleOf: ({ azureDisk }) => azureDisk?.diskURI,
    migratesOnNodes: true,
  },
  {
    name: 'kubernetes.io/cinder',
    driver: 'cinder.csi.openstack.org',
    handleOf: ({ cinder }) => cinder?.volumeID,
    migratesOnNodes: true,
  },
  {
    name: 'kubernetes.io/azure-file',
    driver: 'file.csi.azure.com',
    handleOf: ({ azureFile }) => azureFile && `#${azureFile.secretName}#${azureFile.shareName}#`,
    migratesOnNodes: false,
  },
  {
    name: 'kubernetes.io/vsphere-volume',
    driver: 'csi.vsphere.vmware.com',
    handleOf: ({ vsphereVolume }) => vsphereVolume?.volumePath,
    migratesOnNodes: false,
  },
];

/** By the name that a class gives as its provisioner. */
export function pluginNamed(name: string): InTreePlugin | undefined {
  return IN_TREE_PLUGINS.find((plugin) => plugin.name === name);
}

export function pluginOf(source: InTreeSource): InTreePlugin | undefined {
  return IN_TREE_PLUGINS.find((plugin) => plugin.handleOf(source, {}) !== undefined);
}

/** Which driver has the volume of a PersistentVolume, under which handle; undefined for kinds that no driver has. */
export function driverVolume({ spec = {}, metadata }: PersistentVolume): DriverVolume | undefined {
  if (spec.csi) return { driver: spec.csi.driver, handle: spec.csi.volumeHandle };
  const plugin = pluginOf(spec);
  const handle = plugin?.handleOf(spec, metadata.labels ?? {});
  return plugin && handle !== undefined ? { driver: plugin.driver, handle, plugin } : undefined;
}

export interface DriverVolume {
  readonly driver: string;
  readonly handle: string;
  /** The plugin that the driver stands in for. */
  readonly plugin?: InTreePlugin;
}

/** The node's kubelet has handed the plugin's work to the driver. */
export function isMigratedOnNode({ name, migratesOnNodes }: InTreePlugin, node: CSINode | undefined): boolean {
  const migrated = node?.metadata.annotations?.['storage.alpha.kubernetes.io/migrated-plugins'] ?? '';
  return migratesOnNodes && migrated.split(',').includes(name);
}
