/** Volumes of a pod, and where a container mounts them. */
import { k8s, type IResource } from '../cdk8s-plus';
import { type ProjectedSource } from './projected-source';

/** Which keys of a ConfigMap or Secret become which files. */
export interface FilesOptions {
  /**
   * File name by key.
   * @default - every key under its own name
   */
  readonly items?: Readonly<Record<string, string>>;
  /**
   * Mode of the files, as octal number: 0o440.
   * @default 0o440
   */
  readonly defaultMode?: number;
  /**
   * Whether the pod also starts without the source.
   * @default false
   */
  readonly optional?: boolean;
}

/** A scratch directory. */
export interface EmptyDirOptions {
  /**
   * How much may be written before the pod is evicted.
   * @default '128Mi'
   */
  readonly sizeLimit?: string;
  /**
   * `Memory` for a tmpfs, which counts as the container's memory.
   * @default - the node's disk
   */
  readonly medium?: 'Memory';
}

/** What a persistent volume claim asks for. */
export interface ClaimSpecProps {
  /** Size: `8Gi`. */
  readonly storage: string;
  /**
   * Storage class.
   * @default - the cluster's default class
   */
  readonly storageClassName?: string;
  /**
   * Who may mount the volume at the same time.
   * @default ['ReadWriteOnce']
   */
  readonly accessModes?: readonly ('ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod')[];
  /**
   * A file system or a raw device.
   * @default 'Filesystem'
   */
  readonly volumeMode?: 'Filesystem' | 'Block';
  /**
   * Name of the PersistentVolume to bind.
   * @default - any that fits
   */
  readonly volumeName?: string;
}

/** The claim's spec as the API has it. */
export function claimSpec(props: ClaimSpecProps): k8s.PersistentVolumeClaimSpec {
  return {
    accessModes: [...(props.accessModes ?? ['ReadWriteOnce'])],
    resources: { requests: { storage: k8s.Quantity.fromString(props.storage) } },
    storageClassName: props.storageClassName,
    volumeMode: props.volumeMode ?? 'Filesystem',
    volumeName: props.volumeName,
  };
}

const FILE_MODE = 0o440;

function files(options: FilesOptions): Pick<k8s.ConfigMapVolumeSource, 'items' | 'defaultMode' | 'optional'> {
  return {
    items: options.items && Object.entries(options.items).map(([key, path]) => ({ key, path })),
    defaultMode: options.defaultMode ?? FILE_MODE,
    optional: options.optional,
  };
}

/** A volume of a pod. Mount the same instance in several containers to share it. */
export class Volume {
  /** A scratch directory that lives as long as the pod. */
  static emptyDir(name: string, options: EmptyDirOptions = {}): Volume {
    const sizeLimit = k8s.Quantity.fromString(options.sizeLimit ?? '128Mi');
    return new Volume({ name, emptyDir: { medium: options.medium, sizeLimit } });
  }
  /** The keys of a ConfigMap as files. */
  static configMap(name: string, configMap: Pick<IResource, 'name'>, options: FilesOptions = {}): Volume {
    return new Volume({ name, configMap: { name: configMap.name, ...files(options) } });
  }
  /** The keys of a Secret as files. */
  static secret(name: string, secret: Pick<IResource, 'name'>, options: FilesOptions = {}): Volume {
    return new Volume({ name, secret: { secretName: secret.name, ...files(options) } });
  }
  /** A claim that exists, by construct or `{ name }`. */
  static claim(name: string, claim: Pick<IResource, 'name'>, readOnly?: boolean): Volume {
    return new Volume({ name, persistentVolumeClaim: { claimName: claim.name, readOnly } });
  }
  /** A claim that is made for each pod and goes with it. */
  static ephemeral(name: string, claim: ClaimSpecProps): Volume {
    return new Volume({ name, ephemeral: { volumeClaimTemplate: { spec: claimSpec(claim) } } });
  }
  /** Several sources in one directory, bound service account tokens among them. */
  static projected(name: string, sources: readonly ProjectedSource[], defaultMode = FILE_MODE): Volume {
    return new Volume({ name, projected: { defaultMode, sources: sources.map((source) => source.toKube()) } });
  }
  /** Fields of the pod as files: `{ labels: 'metadata.labels' }`. */
  static downwardApi(name: string, fields: Readonly<Record<string, string>>): Volume {
    const items = Object.entries(fields).map(([path, fieldPath]) => ({ path, fieldRef: { fieldPath } }));
    return new Volume({ name, downwardApi: { defaultMode: FILE_MODE, items } });
  }
  /** A volume that a CSI driver makes for the pod. */
  static csi(name: string, driver: string, attributes: Readonly<Record<string, string>> = {}, readOnly = true): Volume {
    return new Volume({ name, csi: { driver, readOnly, volumeAttributes: { ...attributes } } });
  }
  /** A directory of the node. Pods with it break Pod Security "baseline" and reach whatever the node keeps there. */
  static unsafeHostPath(name: string, path: string, type?: string): Volume {
    return new Volume({ name, hostPath: { path, type } });
  }
  /** A claim template of the StatefulSet that the pod belongs to. */
  static fromClaimTemplate(name: string): Volume {
    return new Volume({ name }, true);
  }

  /** The volume's name, unique in the pod. */
  readonly name: string;

  private constructor(
    private readonly volume: k8s.Volume,
    /** Whether a StatefulSet provides the volume from a claim template, so that the pod does not list it. */
    readonly fromTemplate: boolean = false,
  ) {
    this.name = volume.name;
  }

  /** The volume as the API has it. */
  toKube(): k8s.Volume {
    return this.volume;
  }
}

/** A volume in a container's file system. */
export interface Mount {
  /** Absolute path in the container. */
  readonly path: string;
  /** What is mounted there. */
  readonly volume: Volume;
  /**
   * Whether the container may not write.
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * A path inside the volume instead of its root.
   * @default - the root
   */
  readonly subPath?: string;
  /**
   * Whether mounts made later on one side appear on the other.
   * @default 'None'
   */
  readonly propagation?: 'None' | 'HostToContainer' | 'Bidirectional';
}

/** The mount as the API has it. */
export function toVolumeMount(mount: Mount): k8s.VolumeMount {
  return {
    name: mount.volume.name,
    mountPath: mount.path,
    readOnly: mount.readOnly,
    subPath: mount.subPath,
    mountPropagation: mount.propagation,
  };
}
