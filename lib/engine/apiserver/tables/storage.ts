/**
 * The tables of volumes, claims and what provides them.
 *
 * Upstream: pkg/printers/internalversion/printers.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { NONE, UNSET } from './cell-text';
import { AGE, boolean, integer, NAME, text, wide, type Column, type TablePrinter } from './column';

type PersistentVolume = KubeObject<{
  readonly spec?: {
    readonly capacity?: Readonly<Record<string, string>>;
    readonly accessModes?: readonly string[];
    readonly persistentVolumeReclaimPolicy?: string;
    readonly claimRef?: { readonly namespace?: string; readonly name?: string };
    readonly storageClassName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: { readonly phase?: string; readonly reason?: string };
}>;

type PersistentVolumeClaim = KubeObject<{
  readonly spec?: {
    readonly volumeName?: string;
    readonly storageClassName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: {
    readonly phase?: string;
    readonly capacity?: Readonly<Record<string, string>>;
    readonly accessModes?: readonly string[];
  };
}>;

type StorageClass = KubeObject<{
  readonly provisioner?: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowVolumeExpansion?: boolean;
}>;

type VolumeAttachment = KubeObject<{
  readonly spec?: {
    readonly attacher?: string;
    readonly source?: { readonly persistentVolumeName?: string };
    readonly nodeName?: string;
  };
  readonly status?: { readonly attached?: boolean };
}>;

type CsiNode = KubeObject<{ readonly spec?: { readonly drivers?: readonly object[] | null } }>;

type CsiDriver = KubeObject<{
  readonly spec?: {
    readonly attachRequired?: boolean;
    readonly podInfoOnMount?: boolean;
    readonly storageCapacity?: boolean;
    readonly tokenRequests?: readonly { readonly audience?: string }[];
    readonly requiresRepublish?: boolean;
    readonly volumeLifecycleModes?: readonly string[];
  };
}>;

type CsiStorageCapacity = KubeObject<{ readonly storageClassName?: string; readonly capacity?: string }>;

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const DEFAULT_CLASS_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];
const ACCESS_MODES = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

function accessModesText(modes: readonly string[] | undefined): string {
  return ACCESS_MODES.filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

function phaseText({ metadata, status }: PersistentVolume | PersistentVolumeClaim): string | undefined {
  return metadata.deletionTimestamp ? 'Terminating' : status?.phase;
}

function classText({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string {
  return metadata.annotations?.[CLASS_ANNOTATION] ?? spec?.storageClassName ?? '';
}

function volumeModeColumn<T extends PersistentVolume | PersistentVolumeClaim>(): Column<T> {
  return wide(text('VolumeMode', 'A filesystem or a block device.', ({ spec }) => spec?.volumeMode ?? UNSET));
}

function claimText({ spec }: PersistentVolume): string {
  return spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '';
}

const persistentVolumes: TablePrinter<PersistentVolume> = {
  columns: [
    NAME,
    text('Capacity', 'Its size.', ({ spec }) => spec?.capacity?.storage ?? '0'),
    text('Access Modes', 'How it may be mounted.', ({ spec }) => accessModesText(spec?.accessModes)),
    text(
      'Reclaim Policy',
      'What becomes of it when its claim is gone.',
      ({ spec }) => spec?.persistentVolumeReclaimPolicy,
    ),
    text('Status', 'Whether it is free, bound or released.', phaseText),
    text('Claim', 'The claim it is bound to.', claimText),
    text('StorageClass', 'Its storage class.', classText),
    text('Reason', 'Why it failed.', ({ status }) => status?.reason),
    AGE,
    volumeModeColumn(),
  ],
};

const persistentVolumeClaims: TablePrinter<PersistentVolumeClaim> = {
  columns: [
    NAME,
    text('Status', 'Whether it is bound.', phaseText),
    text('Volume', 'The volume it is bound to.', ({ spec }) => spec?.volumeName),
    text('Capacity', 'The size of its volume.', ({ spec, status }) =>
      spec?.volumeName ? (status?.capacity?.storage ?? '0') : '',
    ),
    text('Access Modes', 'How its volume may be mounted.', ({ spec, status }) =>
      spec?.volumeName ? accessModesText(status?.accessModes) : '',
    ),
    text('StorageClass', 'Its storage class.', classText),
    AGE,
    volumeModeColumn(),
  ],
};

function isDefaultClass({ metadata }: KubeObject): boolean {
  return DEFAULT_CLASS_ANNOTATIONS.some((annotation) => metadata.annotations?.[annotation] === 'true');
}

const storageClasses: TablePrinter<StorageClass> = {
  columns: [
    {
      ...NAME,
      cell: (storageClass) => `${storageClass.metadata.name}${isDefaultClass(storageClass) ? ' (default)' : ''}`,
    },
    text('Provisioner', 'What makes its volumes.', ({ provisioner }) => provisioner),
    text('ReclaimPolicy', 'What becomes of released volumes.', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
    text('VolumeBindingMode', 'When volumes are made.', ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate'),
    text('AllowVolumeExpansion', 'Whether volumes may grow.', (storageClass) =>
      Boolean(storageClass.allowVolumeExpansion),
    ),
    AGE,
  ],
};

const volumeAttachments: TablePrinter<VolumeAttachment> = {
  columns: [
    NAME,
    {
      ...text<VolumeAttachment>('Attacher', 'The driver that attaches.', ({ spec }) => spec?.attacher),
      format: 'name',
    },
    text('PV', 'The volume.', ({ spec }) => spec?.source?.persistentVolumeName),
    text('Node', 'The node.', ({ spec }) => spec?.nodeName),
    boolean('Attached', 'Whether it is attached.', ({ status }) => status?.attached ?? false),
    AGE,
  ],
};

const csiNodes: TablePrinter<CsiNode> = {
  columns: [NAME, integer('Drivers', 'CSI drivers on the node.', ({ spec }) => spec?.drivers?.length), AGE],
};

const csiDrivers: TablePrinter<CsiDriver> = {
  columns: [
    NAME,
    boolean('AttachRequired', 'Whether volumes are attached first.', ({ spec }) => spec?.attachRequired ?? true),
    boolean('PodInfoOnMount', 'Whether it is told of the pod.', ({ spec }) => spec?.podInfoOnMount ?? false),
    boolean('StorageCapacity', 'Whether it publishes free capacity.', ({ spec }) => spec?.storageCapacity ?? false),
    text('TokenRequests', 'Audiences of the tokens it gets.', ({ spec }) =>
      spec?.tokenRequests ? spec.tokenRequests.map(({ audience }) => audience ?? '').join(',') : UNSET,
    ),
    boolean('RequiresRepublish', 'Whether it is called again.', ({ spec }) => spec?.requiresRepublish ?? false),
    text('Modes', 'The kinds of volume it makes.', ({ spec }) => spec?.volumeLifecycleModes?.join(',') || NONE),
    AGE,
  ],
};

const csiStorageCapacities: TablePrinter<CsiStorageCapacity> = {
  columns: [
    NAME,
    text('StorageClassName', 'The storage class.', ({ storageClassName }) => storageClassName),
    text('Capacity', 'How much is free.', ({ capacity }) => capacity ?? UNSET),
  ],
};

export const storagePrinters: Readonly<Record<string, TablePrinter>> = {
  persistentvolumes: persistentVolumes,
  persistentvolumeclaims: persistentVolumeClaims,
  'storage.k8s.io/storageclasses': storageClasses,
  'storage.k8s.io/volumeattachments': volumeAttachments,
  'storage.k8s.io/csinodes': csiNodes,
  'storage.k8s.io/csidrivers': csiDrivers,
  'storage.k8s.io/csistoragecapacities': csiStorageCapacities,
};
