/** Versions of Istio's APIs. The fields that the constructs write are the same in all of them. */

/** Version of `networking.istio.io`. */
export type IstioNetworkingVersion = 'v1alpha3' | 'v1beta1' | 'v1';

/** Version of `security.istio.io`. */
export type IstioSecurityVersion = 'v1beta1' | 'v1';

/** Group and version of a networking object. */
export const networkingApi = (version: IstioNetworkingVersion = 'v1beta1'): string => `networking.istio.io/${version}`;

/** Group and version of a security object. */
export const securityApi = (version: IstioSecurityVersion = 'v1beta1'): string => `security.istio.io/${version}`;
