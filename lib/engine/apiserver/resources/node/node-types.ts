/**
 * A Node as its strategy sees it.
 *
 * Upstream: staging/src/k8s.io/api/core/v1/types.go
 */
import type { JsonValue, KubeObject } from '../../../apimachinery/object-meta';
import type { ResourceList } from '../pod/pod-types';

export type Taint = {
  readonly key?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly timeAdded?: string;
};

export type NodeAddress = { readonly type?: string; readonly address?: string };

export type NodeSpec = {
  readonly podCIDR?: string;
  readonly podCIDRs?: readonly string[];
  readonly providerID?: string;
  readonly unschedulable?: boolean;
  readonly taints?: readonly Taint[];
  readonly configSource?: JsonValue;
  readonly externalID?: string;
};

export type NodeStatus = {
  readonly capacity?: ResourceList;
  readonly allocatable?: ResourceList;
  readonly addresses?: readonly NodeAddress[];
  readonly config?: JsonValue;
};

export type Node = KubeObject<{ readonly spec?: NodeSpec; readonly status?: NodeStatus }>;
