/** What Istio adds to a shop beside its way in (see exposure.ts). */

import { type IstioNetworkingVersion } from '../../constructs/mesh/istio-version';

/** Istio's policies and sidecar configuration. */
export interface IstioProps {
  /**
   * An AuthorizationPolicy that denies everything, and one per server that allows its callers its RPCs.
   * @default true
   */
  readonly authorizationPolicies?: boolean;
  /**
   * A Sidecar per workload that lets it see only what it calls.
   * @default true
   */
  readonly sidecars?: boolean;
  /**
   * Makes Google's APIs and metadata server known to a mesh that blocks unknown destinations.
   * @default false
   */
  readonly egressToGoogle?: boolean;
  /**
   * A VirtualService for calls to the frontend from inside the mesh.
   * @default false
   */
  readonly frontendVirtualService?: boolean;
  /**
   * Version of Istio's networking API for ServiceEntries and VirtualServices.
   * @default 'v1beta1'
   */
  readonly networkingVersion?: IstioNetworkingVersion;
}
