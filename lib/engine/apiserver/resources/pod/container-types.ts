/**
 * A container as the API writes it, with everything that hangs on it: ports, environment, probes, hooks, resources, security.
 *
 * Upstream: staging/src/k8s.io/api/core/v1/types.go
 */
import type { SeccompProfile, SELinuxOptions, WindowsSecurityContextOptions } from './security-types';

/** Quantities by the name of a resource (`cpu`, `memory`, `example.com/gpu`). */
export type ResourceList = Readonly<Record<string, string>>;

export type ResourceRequirements = {
  readonly limits?: ResourceList;
  readonly requests?: ResourceList;
  readonly claims?: readonly { readonly name: string }[];
};

export type ContainerPort = {
  readonly name?: string;
  readonly hostPort?: number;
  readonly containerPort: number;
  readonly protocol?: string;
  readonly hostIP?: string;
};

export type ObjectFieldSelector = { readonly apiVersion?: string; readonly fieldPath: string };

export type ResourceFieldSelector = {
  readonly containerName?: string;
  readonly resource: string;
  readonly divisor?: string;
};

export type KeySelector = { readonly name?: string; readonly key: string; readonly optional?: boolean };

export type EnvVarSource = {
  readonly fieldRef?: ObjectFieldSelector;
  readonly resourceFieldRef?: ResourceFieldSelector;
  readonly configMapKeyRef?: KeySelector;
  readonly secretKeyRef?: KeySelector;
};

export type EnvVar = { readonly name: string; readonly value?: string; readonly valueFrom?: EnvVarSource };

export type EnvSource = { readonly name?: string; readonly optional?: boolean };

export type EnvFromSource = {
  readonly prefix?: string;
  readonly configMapRef?: EnvSource;
  readonly secretRef?: EnvSource;
};

export type VolumeMount = {
  readonly name: string;
  readonly readOnly?: boolean;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly mountPropagation?: string;
  readonly subPathExpr?: string;
};

export type VolumeDevice = { readonly name: string; readonly devicePath: string };

export type ExecAction = { readonly command?: readonly string[] };

export type HttpGetAction = {
  readonly path?: string;
  readonly port: number | string;
  readonly host?: string;
  readonly scheme?: string;
  readonly httpHeaders?: readonly { readonly name: string; readonly value: string }[];
};

export type TcpSocketAction = { readonly port: number | string; readonly host?: string };

export type GrpcAction = { readonly port: number; readonly service?: string };

/** What a probe or a hook does: exactly one of these. Hooks know no `grpc`. */
export type Handler = {
  readonly exec?: ExecAction;
  readonly httpGet?: HttpGetAction;
  readonly tcpSocket?: TcpSocketAction;
  readonly grpc?: GrpcAction;
};

export type Probe = Handler & {
  readonly initialDelaySeconds?: number;
  readonly timeoutSeconds?: number;
  readonly periodSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
  readonly terminationGracePeriodSeconds?: number;
};

export type Lifecycle = { readonly postStart?: Handler; readonly preStop?: Handler };

export type Capabilities = { readonly add?: readonly string[]; readonly drop?: readonly string[] };

export type SecurityContext = {
  readonly capabilities?: Capabilities;
  readonly privileged?: boolean;
  readonly seLinuxOptions?: SELinuxOptions;
  readonly windowsOptions?: WindowsSecurityContextOptions;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly procMount?: string;
  readonly seccompProfile?: SeccompProfile;
};

export type Container = {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly ports?: readonly ContainerPort[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly env?: readonly EnvVar[];
  readonly resources?: ResourceRequirements;
  readonly resizePolicy?: readonly { readonly resourceName: string; readonly restartPolicy: string }[];
  readonly restartPolicy?: string;
  readonly volumeMounts?: readonly VolumeMount[];
  readonly volumeDevices?: readonly VolumeDevice[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly lifecycle?: Lifecycle;
  readonly terminationMessagePath?: string;
  readonly terminationMessagePolicy?: string;
  readonly imagePullPolicy?: string;
  readonly securityContext?: SecurityContext;
  readonly stdin?: boolean;
  readonly stdinOnce?: boolean;
  readonly tty?: boolean;
};

export type EphemeralContainer = Container & { readonly targetContainerName?: string };
