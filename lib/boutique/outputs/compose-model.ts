/** The parts of manifests that a Compose file is made from, and the parts of a Compose file that we write. */

/** Name and value, or where the value is. */
export interface VariableManifest {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly configMapKeyRef?: { readonly name: string; readonly key: string } };
}

/** A container. */
export interface ContainerManifest {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly VariableManifest[];
  readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
  readonly resources?: { readonly limits?: { readonly cpu: string; readonly memory: string } };
  readonly securityContext?: { readonly readOnlyRootFilesystem?: boolean };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[];
  readonly readinessProbe?: {
    readonly exec?: { readonly command: readonly string[] };
    readonly periodSeconds?: number;
    readonly timeoutSeconds?: number;
    readonly failureThreshold?: number;
  };
}

interface FilesManifest {
  readonly items?: readonly { readonly key: string }[];
}

/** A volume. */
export interface VolumeManifest {
  readonly name: string;
  readonly emptyDir?: object;
  readonly configMap?: FilesManifest & { readonly name: string };
  readonly secret?: FilesManifest & { readonly secretName: string };
}

/** A pod. */
export interface PodManifest {
  readonly containers: readonly ContainerManifest[];
  readonly initContainers?: readonly ContainerManifest[];
  readonly volumes?: readonly VolumeManifest[];
  readonly securityContext?: { readonly runAsUser?: number; readonly runAsGroup?: number };
  readonly terminationGracePeriodSeconds?: number;
}

/** Any object. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly ports?: readonly { readonly port: number; readonly targetPort?: number }[] };
}

/** A Deployment or StatefulSet. */
export interface WorkloadManifest extends Omit<Manifest, 'spec'> {
  readonly spec: {
    readonly template: { readonly spec: PodManifest };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

interface FileGrant {
  readonly source: string;
  readonly target: string;
}

/** A service of a Compose file. */
export interface ComposeService {
  image?: string;
  entrypoint?: readonly string[];
  command?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  user?: string;
  read_only?: boolean;
  cap_drop?: readonly string[];
  security_opt?: readonly string[];
  restart?: 'no' | 'unless-stopped';
  stop_grace_period?: string;
  depends_on?: Readonly<Record<string, { readonly condition: 'service_started' | 'service_completed_successfully' }>>;
  deploy?: { readonly resources: { readonly limits: { readonly cpus: string; readonly memory: string } } };
  healthcheck?: {
    readonly test: readonly string[];
    readonly interval: string;
    readonly timeout: string;
    readonly retries: number;
  };
  ports?: readonly string[];
  configs?: readonly FileGrant[];
  secrets?: readonly FileGrant[];
  tmpfs?: readonly string[];
  volumes?: readonly string[];
}
