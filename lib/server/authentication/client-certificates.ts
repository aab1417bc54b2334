/**
 * Users by their client certificate: the common name is the user, the organizations are the groups.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/authentication/request/x509
 */
import type { ServedRequest } from '../http/served-request';
import { AUTHENTICATED, type Authenticator, type Verdict } from './authenticator';

export class ClientCertificates implements Authenticator {
  authenticate({ clientCertificate }: ServedRequest): Verdict {
    if (!clientCertificate) return undefined;
    return { name: clientCertificate.commonName, groups: [...clientCertificate.organizations, AUTHENTICATED] };
  }
}
