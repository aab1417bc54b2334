/**
 * What flags of kube-controller-manager that name files give it: whom pods trust, and the keys with which it signs.
 *
 * Upstream: --root-ca-file, --service-account-private-key-file, --cluster-signing-{cert,key}-file
 */
import type { KubeObject } from '../apimachinery/object-meta';
import type { ServiceAccountTokens } from '../apiserver/authentication/service-account-tokens';
import type { CertificateSigner } from '../apiserver/certificates/certificate-signer';

export interface Credentials {
  /** The certificate by which pods know the API server, PEM. */
  readonly rootCertificate: string;
  readonly certificates: CertificateSigner;
  /** The token that a Secret holds for a ServiceAccount. */
  tokenFor(serviceAccount: KubeObject, secret: KubeObject): string;
}

/** Of one authority, whose certificate everybody trusts. */
export function credentialsOf(certificates: CertificateSigner, tokens: ServiceAccountTokens): Credentials {
  return {
    certificates,
    rootCertificate: certificates.certificate,
    tokenFor: (serviceAccount, secret) => tokens.issueForSecret(serviceAccount, secret),
  };
}
