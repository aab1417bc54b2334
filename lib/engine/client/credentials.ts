/**
 * What flags of kube-controller-manager that name files give it: whom pods trust, and the keys with which it signs.
 *
 * Upstream: --root-ca-file, --service-account-private-key-file, --cluster-signing-{cert,key}-file
 */
import type { KubeObject } from '../apimachinery/object-meta';
import type { CertificateSigner } from '../apiserver/certificates/certificate-signer';

export interface Credentials {
  /** The certificate by which pods know the API server, PEM. */
  readonly rootCertificate: string;
  readonly certificates: CertificateSigner;
  /** The token that a Secret holds for a ServiceAccount. */
  tokenFor(serviceAccount: KubeObject, secret: KubeObject): string;
}
