/** A PeerAuthentication of Istio: whether pods accept calls without the mesh's own TLS. */
import { type Construct } from 'constructs';
import { toJson_PeerAuthenticationSpec } from '../../../imports/security.istio.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { matchLabelsOf, type PodSelection } from '../pod-selection';
import { type IstioSecurityVersion, securityApi } from './istio-version';

/** A PeerAuthentication. */
export interface PeerAuthenticationProps extends KubernetesObjectProps {
  /**
   * The pods it holds for.
   * @default - all of the namespace
   */
  readonly pods?: PodSelection;
  /**
   * Accepts plain text as well, as while a namespace moves into the mesh.
   * @default false
   */
  readonly unsafeAcceptPlainText?: boolean;
  /**
   * Version of Istio's security API.
   * @default 'v1beta1'
   */
  readonly apiVersion?: IstioSecurityVersion;
}

/** A PeerAuthentication: mutual TLS and nothing else, unless told otherwise. */
export class PeerAuthentication extends KubernetesObject {
  constructor(scope: Construct, id: string, props: PeerAuthenticationProps = {}) {
    const apiVersion = securityApi(props.apiVersion);
    super(scope, id, { apiVersion, kind: 'PeerAuthentication', resourceType: 'peerauthentications' }, props, {
      spec: () =>
        toJson_PeerAuthenticationSpec({
          selector: props.pods && { matchLabels: matchLabelsOf(props.pods) },
          mtls: { mode: props.unsafeAcceptPlainText ? 'PERMISSIVE' : 'STRICT' },
        }),
    });
  }
}
