/**
 * Security of a pod as the API writes it.
 *
 * Upstream: staging/src/k8s.io/api/core/v1/types.go
 */
export type SeccompProfile = { readonly type?: string; readonly localhostProfile?: string };

export type SELinuxOptions = {
  readonly user?: string;
  readonly role?: string;
  readonly type?: string;
  readonly level?: string;
};

export type WindowsSecurityContextOptions = {
  readonly gmsaCredentialSpecName?: string;
  readonly gmsaCredentialSpec?: string;
  readonly runAsUserName?: string;
  readonly hostProcess?: boolean;
};

export type Sysctl = { readonly name: string; readonly value: string };

export type PodSecurityContext = {
  readonly seLinuxOptions?: SELinuxOptions;
  readonly windowsOptions?: WindowsSecurityContextOptions;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly supplementalGroups?: readonly number[];
  readonly fsGroup?: number;
  readonly sysctls?: readonly Sysctl[];
  readonly fsGroupChangePolicy?: string;
  readonly seccompProfile?: SeccompProfile;
};
